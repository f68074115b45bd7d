"""The words of "who has seen us": what says the same of one day is told once, and each answer fits what was done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from app.domain.audit import Deed
from app.domain.ids import FamilyCode
from app.domain.retention import Policy
from app.usecases.who_has_seen_us import SHOWN, HistoryLine
from ui.history.reading import HistoryView
from ui.history.words import answers, day_by_day, deed_words, goes_words
from ui.texts import LANGUAGES, Language, set_language


@pytest.fixture(autouse=True)
def back_to_norwegian() -> Iterator[None]:
    set_language("en")
    yield
    set_language("nb")


def at(hour: int, minute: int = 0, day: int = 12) -> datetime:
    return datetime(2026, 3, day, hour, minute)


def line(deed: Deed, first: datetime, last: datetime | None = None, times: int = 1, film_on: date | None = None) -> HistoryLine:
    return HistoryLine(deed, first, last or first, times, film_on)


def view(*lines: HistoryLine, films: int = 0) -> HistoryView:
    return HistoryView(FamilyCode("K7Q2M"), datetime(2026, 3, 20, 12, tzinfo=UTC), lines, films, Policy(20, 80, 60, 30))


def test_the_same_thing_on_one_day_is_told_once_from_first_to_last() -> None:
    days = day_by_day(
        [
            line(Deed.DELETED, at(12)),
            line(Deed.DELETED, at(9, 30), at(11), 2),
            line(Deed.OPENED, at(8)),
            line(Deed.DELETED, at(12, day=11)),
        ]
    )
    assert days == [
        ("12 March 2026", [("3 times, 09:30–12:00", "Deleted for good: film, clips or a note."), ("08:00", _opened_gone())]),
        ("11 March 2026", [("12:00", "Deleted for good: film, clips or a note.")]),
    ]


def test_what_was_done_within_a_minute_has_one_time() -> None:
    ((_day, done),) = day_by_day([line(Deed.CONSENT_GIVEN, at(9, 30)), line(Deed.CONSENT_GIVEN, at(9, 30).replace(second=40))])
    assert [when for when, _what in done] == ["2 times, 09:30"]


def _opened_gone() -> str:
    return "Opened by the person who visits you: a film that has been deleted since."


def test_two_films_on_one_day_are_two_things() -> None:
    ((_day, done),) = day_by_day([line(Deed.OPENED, at(9), film_on=date(2026, 3, 1)), line(Deed.OPENED, at(8), film_on=date(2026, 3, 2))])
    assert [what for _when, what in done] == [
        "Opened by the person who visits you: the film of 1 March 2026.",
        "Opened by the person who visits you: the film of 2 March 2026.",
    ]


def test_nothing_was_done() -> None:
    assert answers(view()) == [
        "Nobody has opened the films of you.",
        "No clips have been shown to you yet.",
        "Nobody else has been given any of the films to see.",
    ]
    assert goes_words(view()) == "There is no film of you on the laptop now."


def test_what_was_done_is_counted_and_dated_by_the_last() -> None:
    told = answers(view(line(Deed.OPENED, at(9, day=13), times=2), line(Deed.OPENED, at(9)), line(Deed.SEALED, at(10))))
    assert told[0] == "The person who visits you has opened film of you 3 times, last on 13 March 2026."
    assert told[2] == "Parts of film were locked and given to a supervisor 1 time, on 12 March 2026."


def test_when_it_goes_is_by_the_rules_in_force() -> None:
    said = goes_words(view(films=2))
    assert said.startswith("2 films of you are on the laptop now.") and "20 days after" in said and "80 days after" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_is_told_has_its_words(language: Language) -> None:
    set_language(language)
    for deed in SHOWN:
        assert deed_words(line(deed, at(9))).endswith(".")
