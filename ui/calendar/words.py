"""Lines of the calendar in words: what goes, when, why, and what holds it back."""

from __future__ import annotations

from datetime import date, datetime, time

from app.domain.recording import Recording
from app.domain.retention import DueRule
from ui import wording
from ui.calendar.reading import HeldFilm, Line
from ui.texts import say


def day_words(day: date, today: date) -> str:
    """A day, and how far off it is."""
    said = wording.day(datetime.combine(day, time(12)))
    away = (day - today).days
    if away < 0:
        return say("calendar.past", date=said)
    if away == 0:
        return say("calendar.today", date=said)
    return say("calendar.tomorrow", date=said) if away == 1 else say("calendar.in_days", date=said, days=away)


def what_words(line: Line) -> str:
    if line.rule is DueRule.CLIP_AFTER_CLOSING:
        return say("calendar.of_family", what=wording.count("wording.clips", line.count), code=line.family)
    if line.rule is DueRule.NOTE_AFTER_EXPORT:
        return say("calendar.of_family", what=wording.count("wording.notes", line.count), code=line.family)
    return film_words(line.film) if line.film is not None else say("calendar.film_going", code=line.family)


def film_words(film: Recording) -> str:
    return say(
        "calendar.film",
        code=film.family,
        time=wording.when(film.filmed_at or film.imported_at),
        length=wording.length(film.duration_us),
    )


def why_words(line: Line) -> str:
    return say(f"calendar.why.{line.rule.value}")


def held_words(line: Line) -> str:
    """What holds it back; empty when nothing does."""
    return " ".join(say(f"calendar.held.{one.value}") for one in line.held_back)


def hold_words(held: HeldFilm) -> str:
    return say("calendar.hold_facts", reason=held.hold.reason, who=held.hold.second, date=wording.day(held.hold.placed_at))
