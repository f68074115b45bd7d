"""A line of Today in words: what it is about, what is wanted, and what its button says."""

from __future__ import annotations

from datetime import date, datetime, time

from app.usecases.today import OF_FILM, Part, TodayLine, ToDo
from ui import wording
from ui.families.words import DOT, called, on_day
from ui.texts import say


def heading(line: TodayLine, today: date) -> str:
    """`10:30 · K7Q2M · Filmbesøk`; of a card what it calls itself; of summaries how many."""
    if line.part is Part.OUTBOX:
        return wording.count(f"today.heading.{line.todo.value}", line.many)
    if line.part is Part.CARDS:
        return line.label or say("receipts.card_unnamed")
    parts = []
    if line.hour_minute is not None and line.part is not Part.FILM:
        parts.append(_time(line.hour_minute, line.on, today))
    if line.family is not None:
        parts.append(called(line.family, line.name))
    if line.visit_kind is not None:
        parts.append(say(f"people.visit_kind.{line.visit_kind.value}"))
    return DOT.join(parts)


def explanation(line: TodayLine, today: date) -> str:
    """What stands behind the line, in one sentence or two."""
    on = on_day(line.on)
    if line.part is Part.DELETIONS:
        goes = _deletion(line, on) if line.on >= today else say("today.was_due", date=on)
        return goes if line.todo is ToDo.SEE_CALENDAR else f"{goes} {say(f'today.why.{line.todo.value}')}"
    if line.part is Part.CARDS:
        return wording.count("today.on_card", line.many)
    if line.part is Part.FILM and line.hour_minute is not None:  # several of one day are told apart by the hour
        on = wording.when(datetime.combine(line.on, time(*line.hour_minute)))
    purpose = say(f"families.purpose.{line.purpose.value}") if line.purpose else ""
    return say(f"today.why.{line.todo.value}", date=on, purpose=purpose)


def _time(hour_minute: tuple[int, int], on: date, today: date) -> str:
    """Today the hour alone, of a day that is over the day alone."""
    hour, minute = hour_minute
    if on == today:
        return f"{hour:02d}:{minute:02d}"
    at = datetime.combine(on, time(hour, minute))
    return on_day(on) if on < today else say("today.on_weekday", day=wording.weekday(at), time=wording.when(at))


def long_day(day: date) -> str:
    """`Lørdag 21. november 2026`."""
    return wording.begun(say("today.on_weekday", day=wording.weekday(datetime.combine(day, time())), time=on_day(day)))


def button_words(line: TodayLine) -> str:
    return say(f"today.do.{line.todo.value}")


def _deletion(line: TodayLine, on: str) -> str:
    if line.rule in OF_FILM:
        return say("today.goes_film", date=on)
    form = "one" if line.many == 1 else "many"
    return say(f"today.goes_{line.rule.value}.{form}", date=on, count=line.many) if line.rule else ""
