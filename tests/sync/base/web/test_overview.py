"""What the overview says of published quarters, in words; nothing of what is hidden."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from app.domain.summary import Count
from sync.base.figures import TABLES
from sync.base.publishing import Figure, Laptop, Quarter
from sync.base.web.overview import NOT_ATTENDED, Telling, back, chosen_period
from sync.base.web.report import TABLES_OF_REPORT, report

AT = datetime(2026, 11, 22, tzinfo=UTC)


def _quarter(period: str, laptops: tuple[Laptop, ...] = (), **cells: dict[str, int | None]) -> Quarter:
    figures = {}
    for name, said in cells.items():
        total = said.pop("total", None)
        every: dict[str, Any] = dict.fromkeys(TABLES[name].buckets) | said
        figures[name] = Figure(TABLES[name], total if total is not None else sum(value or 0 for value in every.values()), every)
    return Quarter(period, 1, AT, figures, laptops)


def _keys(*quarters: Quarter, language: str = "nb") -> dict[str, tuple[str, str]]:
    telling = Telling(quarters, quarters[0].period, language)
    names = ("visits", "kept", "not_attended", "waiting", "improved")
    return dict(zip(names, ((key.value, key.before) for key in telling.glance()), strict=True))


def test_the_quarter_at_a_glance() -> None:
    now = _quarter(
        "2026-Q1",
        attendance={"kept": 90, "no_access": 10, "family_cancelled": 12, "total": 1120},
        waiting={"0-14": 20, "15-28": 10, "total": 60},
        outcome={"improved": 25, "total": 50},
    )
    before = _quarter("2025-Q4", attendance={"kept": 45, "total": 60})
    assert _keys(now, before) == {
        "visits": ("1\u00a0120", "60"),
        "kept": ("90", "45"),
        "not_attended": ("10\u00a0%", "–"),
        "waiting": ("50\u00a0%", "–"),
        "improved": ("50\u00a0%", "–"),
    }
    assert _keys(now)["visits"] == ("1\u00a0120", ""), "nothing is said of a quarter that is not there"
    assert _keys(_quarter("2026-Q1", attendance={"kept": 90, "total": 100}), before)["not_attended"] == ("–", "–")


def test_a_share_of_nothing_is_no_share() -> None:
    assert _keys(_quarter("2026-Q1", outcome={"improved": 0, "total": 0}))["improved"] == ("–", "")


def test_a_hidden_cell_says_so_and_its_share_too() -> None:
    now = _quarter("2026-Q1", contact={"film": 60, "phone": None, "total": 75})
    telling = Telling([now], "2026-Q1", "en")
    assert (telling.cell("contact", "film"), telling.cell("contact", "phone")) == (("60", "80%"), ("–", "–"))
    panel = telling.panel("contact", "sparks")
    assert panel.chart
    rows = {row.label: row for row in panel.chart.rows}
    assert rows["film visit"].said == "film visit: 60 · 80%" and rows["phone"].said == "phone: not shown"
    assert panel.matrix.rows[0] == ("film visit", ("60",)) and panel.matrix.total == ("75",)


def test_the_quarter_before_is_said_only_where_it_is_shown() -> None:
    now = _quarter("2026-Q1", transfer={"step_up": 20, "step_down": 9, "step_out": None})
    before = _quarter("2025-Q4", transfer={"step_up": 12, "step_down": None, "step_out": 7})
    chart = Telling([now, before], "2026-Q1", "nb").panel("transfer", "sparks").chart
    assert chart
    said = [row.said for row in chart.rows]
    assert said[0].endswith(". 4. kvartal 2025: 12") and "2025" not in said[1]
    assert said[2].startswith("ut av tjenesten: ikke vist")


def test_a_withheld_table_has_no_chart() -> None:
    telling = Telling([_quarter("2026-Q1", contact={"film": 60})], "2026-Q1", "nb")
    assert telling.panel("waiting", "bars").chart is None and telling.panel(NOT_ATTENDED, "columns").chart is None
    assert telling.panel("waiting", "bars").matrix.rows[0][1] == ("–",)


def test_a_table_in_which_all_is_hidden_says_so_and_how_many_they_are_in_all() -> None:
    telling = Telling([_quarter("2026-Q1", closure={"total": 7}, transfer={"total": 6})], "2026-Q1", "en")
    bars, sparks = telling.panel("closure", "bars"), telling.panel("transfer", "sparks")
    assert bars.chart is None and bars.instead.startswith("7 in all.")
    assert sparks.chart is None and sparks.instead.startswith("6 in all.")
    assert telling.panel("waiting", "bars").instead.startswith("Not enough episodes")


def test_columns_stay_while_an_earlier_quarter_has_one() -> None:
    quarters = [_quarter("2026-Q1", transfer={"total": 6}), _quarter("2025-Q4", transfer={"step_up": 12}, closure={"moved": 9})]
    telling = Telling(quarters, "2026-Q1", "nb")
    chart = telling.panel("transfer", "sparks").chart
    assert chart and [mark.figure for mark in chart.rows[0].marks] == ["12", ""]
    assert telling.panel("closure", "bars").chart is None, "bars are of one quarter"


def test_a_quarter_that_shows_hardly_anything_is_said_to() -> None:
    few = Telling([_quarter("2026-Q1", attendance={"total": 22}, hours_of={"training": 9, "supervision": 8})], "2026-Q1", "nb")
    figures = {name: Figure(table, 99, dict.fromkeys(table.buckets, 9)) for name, table in TABLES.items()}
    many = [Quarter("2026-Q1", 1, AT, figures, ())]
    assert few.overview().has_few and not Telling(many, "2026-Q1", "nb").overview().has_few


def test_not_said_is_a_row_only_where_it_was_a_figure() -> None:
    hidden = Telling([_quarter("2026-Q1", referral={"midwife": 9, "not_said": None})], "2026-Q1", "nb")
    shown = Telling([_quarter("2026-Q1"), _quarter("2025-Q4", referral={"midwife": 9, "not_said": 6})], "2026-Q1", "nb")
    assert "not_said" not in hidden.buckets("referral") and shown.buckets("referral")[-1] == "not_said"


def test_tables_are_newest_first_over_quarters_that_have_figures() -> None:
    quarters = [_quarter("2026-Q2"), *(_quarter(period, contact={"film": 9}) for period in ("2026-Q1", "2025-Q3", "2023-Q1"))]
    matrix = Telling(quarters, "2026-Q1", "nb").panel("contact", "table").matrix
    assert matrix.quarters == ("2026-Q1", "2025-Q3") and matrix.rows[0][1] == ("9", "9")


def test_laptops_are_told_in_bands_and_marked() -> None:
    laptops = (Laptop("bjørk", Count.NONE, Count.TO_2, Count.OVER_10),)
    told = Telling([_quarter("2026-Q1", laptops)], "2026-Q1", "nb").overview()
    assert told.laptops[0].said == (("ingen", False), ("1–2", True), ("over 10", True))


def test_which_quarter_is_shown() -> None:
    running, newest, old = _quarter("2026-Q2"), _quarter("2026-Q1", contact={"film": 9}), _quarter("2025-Q4", contact={"film": 9})
    quarters = [running, newest, old]
    assert chosen_period(quarters, None) == "2026-Q1" and chosen_period(quarters, "2025-Q4") == "2025-Q4"
    assert chosen_period(quarters, "2020-Q1") is None and chosen_period([], None) is None
    assert chosen_period([running], None) == "2026-Q2"
    assert (back("2026-Q1", 0), back("2026-Q1", 1), back("2026-Q1", 5)) == ("2026-Q1", "2025-Q4", "2024-Q4")


def test_the_report_has_its_tables_also_where_little_is_shown() -> None:
    told = report([_quarter("2026-Q1", contact={"film": 60, "total": 75})], "2026-Q1", "nb")
    assert len(told.tables) == len(TABLES_OF_REPORT)
    assert told.tables[0].rows[0] == ("filmbesøk", "60", "80\u00a0%") and told.tables[0].total == "75"
    assert told.tables[1].total == "–" and all(row[1:] == ("–", "–") for row in told.tables[1].rows)
