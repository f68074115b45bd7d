"""Where everything of a chart lies: bars for one quarter, small columns over quarters. Pure geometry in units of a 340 wide picture, as
wide as a phone, so that no text of it is ever drawn below its size. `resources/base/charts.html` draws it; nothing here knows HTML.

A value of None is hidden (small, or it protects a small one) and gets a hatched stub of one size, whatever it hides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 340.0
_TEXT_LINE = 20.0  # from a label's baseline to what is drawn below it
_BAR = 12.0
_BAR_ROW = 48.0
_SPARK = 34.0
_SPARK_ROW = 72.0
_COLUMN = 110.0
_AXIS = 22.0
_STUB = 10.0  # of a hidden value
_LEAST = 2.0  # a value that is shown is seen
_GAP = 6.0


@dataclass(frozen=True, slots=True)
class Mark:
    """One value: its rectangle, what it says when pointed at, whether it is hidden, whether it is the quarter that is looked at."""

    x: float
    y: float
    width: float
    height: float
    said: str
    hidden: bool
    now: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """A label with its value at the right, and the marks below."""

    y: float  # the label's baseline
    label: str
    value: str
    said: str  # the whole row, for whoever listens
    marks: tuple[Mark, ...]
    floor: float  # what the marks stand on, or where the row ends


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    text: str
    below: str  # the year, where it begins


@dataclass(frozen=True, slots=True)
class Chart:
    height: float
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...] = ()
    width: float = WIDTH


@dataclass(frozen=True, slots=True)
class Value:
    """What a mark stands for: a size, or None for hidden, and its words."""

    size: float | None
    said: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row to be drawn: `values` is one for bars, one a quarter for small columns; None where nothing is published."""

    label: str
    value: str
    said: str
    values: tuple[Value | None, ...]


def bars(lines: Sequence[Line]) -> Chart:
    """Horizontal bars with a common scale, longest across the picture."""
    most = _most(lines)
    rows = []
    for number, line in enumerate(lines):
        top = number * _BAR_ROW
        value = line.values[-1]
        width = WIDTH if value is None or value.size is None else _length(value.size, most, WIDTH)
        hidden = value is None or value.size is None
        mark = Mark(0, top + _TEXT_LINE + 4, 26.0 if hidden else width, _BAR, line.said, hidden)
        rows.append(Row(top + 16, line.label, line.value, line.said, (mark,), mark.y + mark.height))
    return Chart(len(rows) * _BAR_ROW, tuple(rows))


def sparks(lines: Sequence[Line], quarters: Sequence[str]) -> Chart:
    """A row of small columns for each line, with a common scale; the last quarter is the one that is looked at."""
    most = _most(lines)
    rows = []
    for number, line in enumerate(lines):
        top = number * _SPARK_ROW
        floor = top + _TEXT_LINE + 4 + _SPARK
        rows.append(Row(top + 16, line.label, line.value, line.said, _columns(line.values, most, floor, _SPARK), floor))
    height = len(rows) * _SPARK_ROW
    return Chart(height + 2 * _AXIS, tuple(rows), _ticks(quarters))


def columns(line: Line, quarters: Sequence[str]) -> Chart:
    """One series, taller."""
    floor = _TEXT_LINE + 4 + _COLUMN
    row = Row(16, line.label, line.value, line.said, _columns(line.values, _most([line]), floor, _COLUMN), floor)
    return Chart(floor + 2 * _AXIS, (row,), _ticks(quarters))


def _columns(values: Sequence[Value | None], most: float, floor: float, room: float) -> tuple[Mark, ...]:
    step = WIDTH / max(len(values), 1)
    marks = []
    for number, value in enumerate(values):
        if value is None:
            continue
        tall = _STUB if value.size is None else _length(value.size, most, room)
        place = (round(number * step + _GAP / 2, 1), round(floor - tall, 1), round(step - _GAP, 1), round(tall, 1))
        marks.append(Mark(*place, value.said, value.size is None, number == len(values) - 1))
    return tuple(marks)


def _ticks(quarters: Sequence[str]) -> tuple[Tick, ...]:
    """`Q3` below each column, the year below the first of each year."""
    step = WIDTH / max(len(quarters), 1)
    years = [quarter[:4] for quarter in quarters]
    return tuple(
        Tick(round((number + 0.5) * step, 1), quarter[5:], years[number] if number == 0 or years[number - 1] != years[number] else "")
        for number, quarter in enumerate(quarters)
    )


def _most(lines: Sequence[Line]) -> float:
    return max((value.size for line in lines for value in line.values if value is not None and value.size is not None), default=1.0) or 1.0


def _length(size: float, most: float, room: float) -> float:
    return round(max(_LEAST, room * size / most), 1)
