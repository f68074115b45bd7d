"""Dates, lengths, sizes and counts as a person reads them, in the language of now."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QDate, QLocale, QTime

from app.domain.mark import Mark
from app.domain.scheme import GAP
from app.domain.timebase import clock_text
from ui.texts import language, say

_CLOCK = re.compile(r"\d{1,3}:\d\d(:\d\d)?")


def _locale() -> QLocale:
    if language() == "nb":
        return QLocale(QLocale.Language.NorwegianBokmal, QLocale.Country.Norway)
    return QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)


def when(moment: datetime | None) -> str:
    """`12. mars 2026 kl. 09:30`. An aware time is shown in this machine's zone, a camera's naive one as it is."""
    if moment is None:
        return say("wording.no_date")
    local = moment.astimezone() if moment.tzinfo else moment
    return say("wording.date_and_time", date=day(moment), time=_locale().toString(QTime(local.hour, local.minute), "HH:mm"))


def day(moment: datetime) -> str:
    """`12. mars 2026`, as `when` says it."""
    local = moment.astimezone() if moment.tzinfo else moment
    return _locale().toString(QDate(local.year, local.month, local.day), say("wording.date_format"))


def weekday(moment: datetime) -> str:
    """`mandag`."""
    local = moment.astimezone() if moment.tzinfo else moment
    return _locale().dayName(local.isoweekday())


def length(duration_us: int) -> str:
    return clock_text(duration_us) if duration_us else say("wording.no_length")


def size(size_bytes: int) -> str:
    """`45 MB`, `1,8 GB`: thousands, as on the card's own label."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size_bytes >= factor:
            value = size_bytes / factor
            return f"{_locale().toString(value, 'f', 0 if value >= 10 else 1)} {unit}"
    return f"{size_bytes} B"


def count(key: str, number: int) -> str:
    """The words `<key>.one` or `<key>.many`, with the number in its place."""
    return say(f"{key}.one" if number == 1 else f"{key}.many", count=number)


def begun(text: str) -> str:
    """As it stands where a line begins."""
    return text[:1].upper() + text[1:]


def listed(names: Sequence[str]) -> str:
    """`Emma, Ola og Kari`."""
    return say("wording.and", first=", ".join(names[:-1]), last=names[-1]) if len(names) > 1 else "".join(names)


def note_of(mark: Mark) -> str:
    """The words of a mark's note. A gap's, as long as nobody wrote over it, is its length: that is said in words."""
    if mark.code == GAP.id and _CLOCK.fullmatch(mark.note):
        return say("wording.gap_lasted", length=mark.note)
    return mark.note


def time_left(seconds: int | None) -> str:
    """`om lag 3 min igjen`: rounded so that it does not flicker."""
    if seconds is None:
        return say("wording.left_unknown")
    if seconds < 60:
        return say("wording.left_seconds", seconds=max(5, (seconds + 4) // 5 * 5))
    return say("wording.left_minutes", minutes=(seconds + 59) // 60)
