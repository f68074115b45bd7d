"""Published figures as CSV, for a spreadsheet: UTF-8 with a mark, so that spreadsheets read its letters, and no cell that one of them
would run.

A hidden cell is ":", as national statistics write it. Figures that are hidden in the dashboard are not in the file either: it is made of
the same.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable

from sync.base.publishing import Laptop, Quarter

HIDDEN_MARK = ":"
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a spreadsheet takes for the beginning of a formula

Word = Callable[[str], str]  # the words of "quarter", "total", "device" …, of a bucket, of a band


def table_csv(quarters: Iterable[Quarter], name: str, word: Word, delimiter: str = ";") -> bytes:
    """A line for each quarter in which the table is shown: its buckets, and the total."""
    shown = [(quarter.period, quarter.figures[name]) for quarter in quarters if name in quarter.figures]
    buckets = shown[0][1].table.buckets if shown else ()
    lines = [[word("quarter"), *(word(bucket) for bucket in buckets), word("total")]]
    for period, figure in shown:
        cells = [figure.cells[bucket] for bucket in buckets]
        lines.append([period, *(HIDDEN_MARK if cell is None else str(cell) for cell in cells), str(figure.total)])
    return _written(lines, delimiter)


def laptops_csv(laptops: Iterable[Laptop], word: Word, delimiter: str = ";") -> bytes:
    lines = [[word("device"), word("overdue_deletions"), word("unwiped_cards"), word("expiring_consents")]]
    for each in laptops:
        lines.append([each.name, word(each.overdue_deletions), word(each.unwiped_cards), word(each.expiring_consents)])
    return _written(lines, delimiter)


def _written(lines: list[list[str]], delimiter: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([inert(cell) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def inert(cell: str) -> str:
    """The cell as words, with an apostrophe before what a spreadsheet would run."""
    return f"'{cell}" if cell.startswith(_RUNS) else cell
