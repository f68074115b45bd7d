from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest

from app.domain.summary import Count
from sync.base.figures import TABLES
from sync.base.figures_csv import laptops_csv, table_csv
from sync.base.publishing import Figure, Laptop, Quarter


def _word(key: str) -> str:
    return {"quarter": "Kvartal", "total": "I alt", "step_up": "Øker"}.get(key, key)


def _read(data: bytes, delimiter: str = ";") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def _quarter(**cells: int | None) -> Quarter:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    return Quarter("2026-Q3", 1, at, {"transfer": Figure(TABLES["transfer"], 31, cells)}, ())


def test_a_line_for_each_quarter() -> None:
    empty = Quarter("2026-Q2", 1, datetime(2026, 8, 1, tzinfo=UTC), {}, ())

    data = table_csv([_quarter(step_up=None, step_down=None, step_out=12), empty], "transfer", _word)

    assert data.startswith(b"\xef\xbb\xbf")
    assert _read(data) == [["Kvartal", "Øker", "step_down", "step_out", "I alt"], ["2026-Q3", ":", ":", "12", "31"]]


def test_a_table_that_was_never_shown_has_its_heading_only() -> None:
    assert _read(table_csv([], "transfer", _word)) == [["Kvartal", "I alt"]]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_cell_is_run_by_a_spreadsheet(name: str) -> None:
    (_, line) = _read(laptops_csv([Laptop(name, Count.NONE, Count.TO_2, Count.OVER_10)], _word))

    assert line == [f"'{name}", "0", "1-2", "10+"]


def test_separators_and_quotes_stay_within_their_cell() -> None:
    (_, line) = _read(laptops_csv([Laptop('a;b"c,d', Count.NONE, Count.NONE, Count.NONE)], _word, delimiter=","), ",")

    assert line == ['a;b"c,d', "0", "0", "0"]
