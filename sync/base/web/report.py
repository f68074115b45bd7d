"""The report of one quarter for commissioners: one printed page, in the language that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sync.base.publishing import Quarter
from sync.base.web.overview import NOT_SHOWN, Key, Telling
from sync.base.web.words import number

TABLES_OF_REPORT = ("contact", "attendance", "child_age", "filmed", "waiting", "transfer", "closure", "outcome", "goal_change", "hours_of")


@dataclass(frozen=True, slots=True)
class ReportTable:
    title: str
    rows: tuple[tuple[str, str, str], ...]  # label, count, share
    total: str


@dataclass(frozen=True, slots=True)
class Report:
    quarter: Quarter
    keys: tuple[Key, ...]
    tables: tuple[ReportTable, ...]


def report(quarters: Sequence[Quarter], period: str, language: str) -> Report:
    telling = Telling(quarters, period, language)
    return Report(telling.quarter, telling.glance(), tuple(_table(telling, name) for name in TABLES_OF_REPORT))


def _table(telling: Telling, name: str) -> ReportTable:
    figure = telling.quarter.figures.get(name)
    rows = tuple((telling.bucket(name, bucket), *telling.cell(name, bucket)) for bucket in telling.buckets(name))
    return ReportTable(telling.say(f"figure.{name}"), rows, number(figure.total) if figure else NOT_SHOWN)
