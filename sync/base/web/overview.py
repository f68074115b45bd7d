"""What the overview shows of one quarter, put into words: figures at a glance, charts by section, tables, laptops. Pure: no request, no
database. It works from what is published only, so nothing here can show what is hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.summary import Count
from sync.base.figures import NOT_SAID, TABLES
from sync.base.publishing import Quarter, Share, not_attended, share
from sync.base.web.charts import Chart, Line, Value, bars, columns, sparks
from sync.base.web.words import Say, number, percent, quarter_short, quarter_words, words_in

QUARTERS_SHOWN = 8
NOT_SHOWN = "–"
NOT_ATTENDED = "not_attended"
# Tables and the shape of each, in stacks that stand beside each other, by section.
_Stack = tuple[tuple[str, str], ...]
SECTIONS: tuple[tuple[str, tuple[_Stack, ...]], ...] = (
    (
        "visits",
        (
            (("contact", "sparks"),),
            (("attendance", "bars"), ("place", "bars")),
            ((NOT_ATTENDED, "columns"), ("caregiver", "bars")),
        ),
    ),
    ("waiting", ((("waiting", "bars"),), (("child_age", "bars"),), (("referral", "bars"),))),
    ("pathway", ((("transfer", "sparks"),), (("closure", "bars"),))),
    ("film", ((("filmed", "bars"), ("film_minutes", "bars")), (("guided", "bars"), ("clips_shown", "bars")))),
    ("outcome", ((("outcome", "bars"),), (("goal_change", "bars"),))),
    ("hours", ((("hours_of", "sparks"),), (("supervision", "bars"),), (("training", "bars"),))),
)
MORE = ("interpreter", "duration", "travel", "stressors")
WITHIN_28 = ("0-14", "15-28")


@dataclass(frozen=True, slots=True)
class Key:
    """One figure at a glance: what it is, its value, and that of the quarter before."""

    label: str
    value: str
    before: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """A table's rows over quarters, newest first, as words."""

    quarters: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    total: tuple[str, ...]  # empty where a sum means nothing


@dataclass(frozen=True, slots=True)
class Panel:
    """One table with its chart, or what is said where the chart would show no figure: `instead`."""

    name: str
    title: str
    described: str
    chart: Chart | None
    instead: str
    matrix: Matrix
    has_csv: bool


@dataclass(frozen=True, slots=True)
class LaptopLine:
    """One laptop: for each counter its words, and whether somebody should look."""

    name: str
    said: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Overview:
    quarter: Quarter
    title: str
    keys: tuple[Key, ...]
    has_few: bool  # hardly anything of the quarter is shown
    sections: tuple[tuple[str, tuple[tuple[Panel, ...], ...]], ...]
    more: tuple[Panel, ...]
    laptops: tuple[LaptopLine, ...]


class Telling:
    """Words and figures of the published quarters, seen from one of them."""

    def __init__(self, quarters: Sequence[Quarter], period: str, language: str) -> None:
        self._by_period = {quarter.period: quarter for quarter in quarters}
        self.quarter = self._by_period[period]
        self.language = language
        self.say: Say = words_in(language)
        self.periods = tuple(back(period, steps) for steps in reversed(range(QUARTERS_SHOWN)))

    def overview(self) -> Overview:
        sections = tuple(
            (name, tuple(tuple(self.panel(table, shape) for table, shape in stack) for stack in stacks)) for name, stacks in SECTIONS
        )
        more = tuple(self.panel(name, "table") for name in MORE)
        title = quarter_words(self.quarter.period, self.language)
        return Overview(self.quarter, title, self.glance(), self._has_few(), sections, more, self._laptops())

    def glance(self) -> tuple[Key, ...]:
        """The quarter at a glance."""
        before = self._by_period.get(self.periods[-2])
        now, then = self._key_values(self.quarter), self._key_values(before)
        return tuple(Key(self.say(f"key.{name}"), now[name], then[name] if before else "") for name in now)

    def panel(self, name: str, shape: str) -> Panel:
        title = self.say(f"figure.{name}")
        lines = [self._share_line()] if name == NOT_ATTENDED else [self._line(name, bucket) for bucket in self.buckets(name)]
        described = "" if shape == "table" else self.say(f"chart.desc_{shape}", quarter=quarter_words(self.quarter.period, self.language))
        chart = self._chart(shape, lines)
        return Panel(name, title, described, chart, "" if chart else self._instead(name), self._matrix(name, lines), name in TABLES)

    def buckets(self, name: str) -> tuple[str, ...]:
        """Those of a table in their order; "not said" only where it ever was a figure that is shown."""
        said = any((figure := quarter.figures.get(name)) and figure.cells.get(NOT_SAID) for quarter in self._by_period.values())
        return tuple(bucket for bucket in TABLES[name].buckets if bucket != NOT_SAID or said)

    def bucket(self, name: str, bucket: str) -> str:
        return bucket_words(self.say, name, bucket)

    def cell(self, name: str, bucket: str) -> tuple[str, str]:
        """The figure of this quarter and its share of the table, as words."""
        figure = self.quarter.figures.get(name)
        value = figure.cells.get(bucket) if figure else None
        if figure is None or value is None:
            return NOT_SHOWN, NOT_SHOWN
        return number(value), self._percent(Share(value, figure.total))

    def _has_few(self) -> bool:
        """Whether less than a quarter of the cells is shown: then the page says why."""
        shown = [self.cell(name, bucket)[0] != NOT_SHOWN for name in TABLES for bucket in self.buckets(name)]
        return sum(shown) * 4 < len(shown)

    def _instead(self, name: str) -> str:
        figure = self.quarter.figures.get(name)
        return self.say("chart.hidden", total=number(figure.total)) if figure else self.say("chart.withheld")

    def _key_values(self, quarter: Quarter | None) -> dict[str, str]:
        figures = quarter.figures if quarter else {}
        visits = figures.get("attendance")
        kept = visits.cells["kept"] if visits else None
        return {
            "visits": number(visits.total) if visits else NOT_SHOWN,
            "kept": NOT_SHOWN if kept is None else number(kept),
            "not_attended": self._percent(not_attended(quarter) if quarter else None),
            "waiting": self._percent(share(figures.get("waiting"), WITHIN_28)),
            "improved": self._percent(share(figures.get("outcome"), ("improved",))),
        }

    def _percent(self, found: Share | None) -> str:
        return NOT_SHOWN if found is None or not found.whole else percent(found.part / found.whole, self.language)

    def _line(self, name: str, bucket: str) -> Line:
        label = self.bucket(name, bucket)
        value, part = self.cell(name, bucket)
        values = tuple(self._value(period, name, bucket) for period in self.periods)
        return self._told(label, value if part == NOT_SHOWN else f"{value} · {part}", values)

    def _value(self, period: str, name: str, bucket: str) -> Value | None:
        quarter = self._by_period.get(period)
        if quarter is None or name not in quarter.figures:
            return None
        value = quarter.figures[name].cells.get(bucket)
        return self._said(period, value, NOT_SHOWN if value is None else number(value))

    def _share_line(self) -> Line:
        values = tuple(self._share_value(period) for period in self.periods)
        return self._told(self.say("chart.without_cancelled"), self._percent(not_attended(self.quarter)), values)

    def _share_value(self, period: str) -> Value | None:
        quarter = self._by_period.get(period)
        if quarter is None or "attendance" not in quarter.figures:
            return None
        found = not_attended(quarter)
        return self._said(period, found.part / found.whole if found and found.whole else None, self._percent(found))

    def _told(self, label: str, value: str, values: tuple[Value | None, ...]) -> Line:
        now = self.say("chart.not_shown") if value == NOT_SHOWN else value
        before = values[-2].said if values[-2] is not None and values[-2].size is not None else None
        if before is None:
            return Line(label, value, self.say("chart.point", label=label, value=now), values)
        return Line(label, value, self.say("chart.point_before", label=label, value=now, before=before), values)

    def _said(self, period: str, size: float | None, figure: str) -> Value:
        return Value(size, figure, self.say("chart.point", label=quarter_words(period, self.language), value=figure))

    def _chart(self, shape: str, lines: list[Line]) -> Chart | None:
        """None for a table without one, and where all that it would show is hidden."""
        values = (value for line in lines for value in (line.values[-1:] if shape == "bars" else line.values))
        if shape == "table" or all(value is None or value.size is None for value in values):
            return None
        if shape == "bars":
            return bars(lines)
        quarters = [(quarter_short(period, self.language), period[:4]) for period in self.periods]
        return sparks(lines, quarters) if shape == "sparks" else columns(lines[0], quarters)

    def _matrix(self, name: str, lines: Iterable[Line]) -> Matrix:
        """Newest first, as a narrow screen shows the beginning."""
        published = tuple(period for period in reversed(self.periods) if period in self._by_period and self._by_period[period].figures)
        at = [self.periods.index(period) for period in published]
        rows = tuple((line.label, tuple(value.figure if (value := line.values[place]) else NOT_SHOWN for place in at)) for line in lines)
        totals = () if name == NOT_ATTENDED else tuple(self._total(period, name) for period in published)
        return Matrix(published, rows, totals)

    def _total(self, period: str, name: str) -> str:
        figure = self._by_period[period].figures.get(name)
        return number(figure.total) if figure else NOT_SHOWN

    def _laptops(self) -> tuple[LaptopLine, ...]:
        return tuple(
            LaptopLine(
                laptop.name,
                tuple(
                    (band_words(self.say, band), band is not Count.NONE)
                    for band in (laptop.overdue_deletions, laptop.unwiped_cards, laptop.expiring_consents)
                ),
            )
            for laptop in self.quarter.laptops
        )


def bucket_words(say: Say, table: str, bucket: str) -> str:
    return say("value.not_said" if bucket == NOT_SAID else f"value.{table}.{bucket}")


def band_words(say: Say, band: Count) -> str:
    return say(f"laptops.{band.value}") if band in (Count.NONE, Count.OVER_10) else band.value.replace("-", "–")


def back(period: str, steps: int) -> str:
    """The quarter so many before this one."""
    at = int(period[:4]) * 4 + int(period[6]) - 1 - steps
    return f"{at // 4:04d}-Q{at % 4 + 1}"


def chosen_period(quarters: Sequence[Quarter], asked: str | None) -> str | None:
    """The quarter that was asked for, or the newest that has figures; None when that one is not published, or nothing is."""
    if asked is not None:
        return next((quarter.period for quarter in quarters if quarter.period == asked), None)
    with_figures = next((quarter.period for quarter in quarters if quarter.figures), None)
    return with_figures or next((quarter.period for quarter in quarters), None)
