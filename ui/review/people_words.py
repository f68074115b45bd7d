"""Who is in a film and what it may be used for, in words."""

from __future__ import annotations

from app.domain.consent import Purpose
from app.domain.spans import Span
from app.domain.timebase import SECOND_US, clock_text
from app.usecases.who_is_in_film import FilmPeople, Use
from ui.consent.words import lack_words
from ui.texts import say


def span_words(span: Span, *, hidden: bool = False) -> str:
    """`00:12 til 00:40, skjult`."""
    start, end = span
    until = say("infilm.the_end") if end is None else clock_text(end + SECOND_US - 1)  # the second in which it is over
    return say("infilm.span_hidden" if hidden else "infilm.span", start=clock_text(start), end=until)


def use_words(use: Use) -> str:
    """`Vise til en veileder: Kari`."""
    called = say("infilm.use.film") if use.purpose is Purpose.FILM else say(f"ledger.purpose.{use.purpose.value}")
    return say("ledger.with_whom", purpose=called, who=use.with_whom) if use.with_whom else called


def answer_words(use: Use, film: FilmPeople) -> tuple[str, str]:
    """Yes, or no and who stands in its way; and the role of these words."""
    if use.may:
        return say("infilm.may_but" if use.hidden else "infilm.may"), "good"
    return say("infilm.may_not", why=lack_words(use.lacks, film.persons)), "secondary"
