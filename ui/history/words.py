"""The page "Who has seen us" in words that a parent can read, in the language of now: first the answer, then day by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time
from html import escape

from app.domain.audit import Deed
from app.usecases.who_has_seen_us import HistoryLine
from ui import paper, wording
from ui.history.reading import HistoryView
from ui.texts import say

ANSWERED = (Deed.OPENED, Deed.PLAYED, Deed.SEALED)
_WHEN_PERCENT = 28  # of the page, for the time
DayWords = tuple[str, list[tuple[str, str]]]
"""A day, and of each thing done on it when and what."""


def answers(view: HistoryView) -> list[str]:
    """Who has seen the film, and to whom it went."""
    return [_answer(deed, [line for line in view.lines if line.deed is deed]) for deed in ANSWERED]


def goes_words(view: HistoryView) -> str:
    """What of it is here, and when it goes by the rules in force."""
    if not view.films:
        return say("history.no_film")
    policy = view.policy
    kept = say("history.goes", filmed=policy.film_keep_days_after_filming, shown=policy.film_keep_days_after_guidance)
    return f"{wording.count('history.films', view.films)} {kept}"


def day_by_day(lines: Iterable[HistoryLine]) -> list[DayWords]:
    """The newest day first, and its newest thing first. What says the same of one day is told once."""
    days: dict[date, dict[str, HistoryLine]] = {}
    for line in lines:
        of_day, what = days.setdefault(line.first_at.date(), {}), deed_words(line)
        known = of_day.get(what)
        of_day[what] = line if known is None else _together(known, line)
    return [(_day(day), [(_time(line), what) for what, line in of_day.items()]) for day, of_day in days.items()]


def deed_words(line: HistoryLine) -> str:
    film = say("history.film_gone") if line.film_on is None else say("log.film", date=_day(line.film_on))
    return say(f"history.deed.{line.deed.value}", film=film)


def page_of(view: HistoryView) -> str:
    """The whole page as HTML."""
    parts = [f"<p>{escape(say('history.lead', code=view.family))}</p>"]
    parts += [f"<p><b>{escape(one)}</b></p>" for one in answers(view)]
    parts += [f"<p>{escape(goes_words(view))}</p>", f'<p class="quiet">{escape(made_words(view))}</p>']
    parts.append(f"<h2>{escape(say('history.days'))}</h2>")
    for day, done in day_by_day(view.lines):
        parts.append(f"<h3>{escape(day)}</h3>{paper.table([(when, what) for when, what in done], first=_WHEN_PERCENT)}")
    if not view.lines:
        parts.append(f"<p>{escape(say('history.nothing'))}</p>")
    return paper.page(say("history.title"), "\n".join(parts))


def made_words(view: HistoryView) -> str:
    return say("history.made", time=wording.when(view.at))


def _answer(deed: Deed, lines: list[HistoryLine]) -> str:
    times = sum(line.times for line in lines)
    if not times:
        return say(f"history.answer.{deed.value}.none")
    last = _day(max(line.last_at for line in lines).date())
    return say(f"history.answer.{deed.value}.{'one' if times == 1 else 'many'}", count=times, date=last)


def _together(one: HistoryLine, other: HistoryLine) -> HistoryLine:
    first, last = min(one.first_at, other.first_at), max(one.last_at, other.last_at)
    return replace(one, first_at=first, last_at=last, times=one.times + other.times)


def _time(line: HistoryLine) -> str:
    first, last = f"{line.first_at:%H:%M}", f"{line.last_at:%H:%M}"
    if line.times == 1:
        return say("history.at", time=first)
    if first == last:
        return say("history.together", time=first, count=line.times)
    return say("history.between", first=first, last=last, count=line.times)


def _day(day: date) -> str:
    return wording.day(datetime.combine(day, time(12)))
