"""Who is in a film and what it may be used for, in words."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.consent import Lack, Missing, Purpose
from app.domain.family import Person
from app.domain.spans import Span
from app.domain.timebase import SECOND_US, clock_text
from app.usecases.who_is_in_film import FilmPeople, Use
from ui.consent.words import person_words
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


def lack_words(lacks: Sequence[Missing], people: Sequence[Person]) -> str:
    """`Mor og Far har ikke sagt ja; samtykket for Barnet har gått ut`."""
    by_id, order = {one.id: one for one in people}, [one.id for one in people]
    by_lack: dict[Lack, list[str]] = {}
    for one in sorted(lacks, key=lambda one: order.index(one.person) if one.person else 0):
        by_lack.setdefault(one.lack, []).extend([person_words(by_id[one.person], people)] if one.person else [])
    return "; ".join(_lack_words(lack, who) for lack, who in by_lack.items())


def _lack_words(lack: Lack, who: list[str]) -> str:
    """`Mor og Far har ikke sagt ja`."""
    if not who:
        return say("infilm.nobody")
    all_of_them = who[0] if len(who) == 1 else say("infilm.and", first=", ".join(who[:-1]), last=who[-1])
    return say(f"infilm.lack.{lack.value}.{'one' if len(who) == 1 else 'many'}", who=all_of_them)
