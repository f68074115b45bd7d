"""Where everything of a chart lies: bars for one quarter, small columns over quarters. Pure geometry in units of a 340 wide picture, as
wide as a phone, so that no text of it is ever drawn below its size. `resources/base/charts.html` draws it; nothing here knows HTML.

A value of None is hidden (small, or it protects a small one) and gets a hatched stub of one size, whatever it hides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH = 340.0
_TEXT_LINE = 20.0  # from a label's baseline to what is drawn below it
_BAR = 12.0
_BAR_ROW = 48.0
_SPARK = 34.0
_SPARK_ROW = 88.0
_COLUMN = 110.0
_FIGURE = 20.0  # from the top of a column to above its figure
_AXIS = 22.0
_STUB = 10.0  # of a hidden value
_LEAST = 2.0  # a value that is shown is seen
_GAP = 6.0


@dataclass(frozen=True, slots=True)
class Mark:
    """One value: its rectangle, what it says when pointed at, whether it is hidden, whether it is the quarter that is looked at, and the
    figure that stands on it (none on a bar, which has it in its row, nor on what is hidden)."""

    x: float
    y: float
    width: float
    height: float
    said: str
    hidden: bool
    now: bool = True
    figure: str = ""


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
    text: str  # the quarter
    below: str  # the year, where it begins


@dataclass(frozen=True, slots=True)
class Chart:
    height: float
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...] = ()
    width: float = WIDTH


@dataclass(frozen=True, slots=True)
class Value:
    """What a mark stands for: a size, or None for hidden; the figure as it is written; its words."""

    size: float | None
    figure: str
    said: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row to be drawn: `values` is one for bars, one a quarter for small columns; None where nothing is published."""

    label: str
    value: str
    said: str
    values: tuple[Value | None, ...]


def bars(lines: Sequence[Line]) -> Chart:
    """Horizontal bars of the last quarter with a common scale, the longest across the picture."""
    lasts = [line.values[-1] for line in lines]
    most = _most(lasts)
    rows = []
    for number, (line, value) in enumerate(zip(lines, lasts, strict=True)):
        top = number * _BAR_ROW
        width = WIDTH if value is None or value.size is None else _length(value.size, most, WIDTH)
        hidden = value is None or value.size is None
        mark = Mark(0, top + _TEXT_LINE + 4, 26.0 if hidden else width, _BAR, line.said, hidden)
        rows.append(Row(top + 16, line.label, line.value, line.said, (mark,), mark.y + mark.height))
    return Chart(len(rows) * _BAR_ROW, tuple(rows))


def sparks(lines: Sequence[Line], quarters: Sequence[tuple[str, str]]) -> Chart:
    """A row of small columns for each line, with a common scale; the last quarter is the one that is looked at. `quarters` are pairs: the
    quarter as it is written, and its year."""
    most = _most(value for line in lines for value in line.values)
    rows = []
    for number, line in enumerate(lines):
        top = number * _SPARK_ROW
        floor = top + _TEXT_LINE + _FIGURE + _SPARK
        rows.append(Row(top + 16, line.label, line.value, line.said, _columns(line.values, most, floor, _SPARK), floor))
    height = len(rows) * _SPARK_ROW
    return Chart(height + 2 * _AXIS, tuple(rows), _ticks(quarters))


def columns(line: Line, quarters: Sequence[tuple[str, str]]) -> Chart:
    """One series, taller; `quarters` as in `sparks`."""
    floor = _TEXT_LINE + _FIGURE + _COLUMN
    row = Row(16, line.label, line.value, line.said, _columns(line.values, _most(line.values), floor, _COLUMN), floor)
    return Chart(floor + 2 * _AXIS, (row,), _ticks(quarters))


def _columns(values: Sequence[Value | None], most: float, floor: float, room: float) -> tuple[Mark, ...]:
    step = WIDTH / max(len(values), 1)
    marks = []
    for number, value in enumerate(values):
        if value is None:
            continue
        tall = _STUB if value.size is None else _length(value.size, most, room)
        place = (round(number * step + _GAP / 2, 1), round(floor - tall, 1), round(step - _GAP, 1), round(tall, 1))
        hidden = value.size is None
        marks.append(Mark(*place, value.said, hidden, number == len(values) - 1, "" if hidden else value.figure))
    return tuple(marks)


def _ticks(quarters: Sequence[tuple[str, str]]) -> tuple[Tick, ...]:
    """The quarter below each column, the year below the first of each year."""
    step = WIDTH / max(len(quarters), 1)
    return tuple(
        Tick(round((number + 0.5) * step, 1), quarter, year if number == 0 or quarters[number - 1][1] != year else "")
        for number, (quarter, year) in enumerate(quarters)
    )


def _most(values: Iterable[Value | None]) -> float:
    return max((value.size for value in values if value is not None and value.size is not None), default=1.0) or 1.0


def _length(size: float, most: float, room: float) -> float:
    return round(max(_LEAST, room * size / most), 1)
