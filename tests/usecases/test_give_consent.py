"""Entering a consent: who may give it, how it is signed, which words it leans on; and the words themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.audit import Deed
from app.domain.consent import OtherParent, Purpose, SignedHow
from app.domain.errors import Bug, ErrorCode
from app.domain.family import Person, PersonKind
from app.domain.ids import ConsentTextId, FamilyCode, PersonId
from app.usecases.consent_texts import LANGUAGES, edit_text, go_back_to_shipped, shipped_body, text_to_show
from app.usecases.give_consent import Giving, give_consent, may_give
from tests.storage.making import code_when
from tests.usecases.caring import CHILD, CODE, FATHER, MOTHER, NEIGHBOUR, STROKES, TODAY, Home


def giving(home: Home, person: PersonId = MOTHER, giver: PersonId = MOTHER) -> Giving:
    text = text_to_show(home.vault, home.clock, Purpose.FILM, "nb").id
    other = OtherParent.AGREES if person == CHILD else OtherParent.NOBODY_ELSE
    return Giving(person, Purpose.FILM, giver, text, strokes=STROKES, other_parent=other)


def test_a_consent_is_kept_with_its_deed(home: Home) -> None:
    given = give_consent(
        home.vault, home.clock, replace(giving(home, CHILD), expires_on=TODAY, interpreter=True, other_parent=OtherParent.INFORMED)
    )
    assert (given.person, given.giver, given.given_at, given.family) == (CHILD, MOTHER, home.clock.now(), CODE)
    home.again()
    with home.vault.work() as work:
        assert work.ledger.of(CODE) == [given]
        entry = work.audit.of(CODE)[0]
        assert (entry.deed, entry.subject, entry.at) == (Deed.CONSENT_GIVEN, given.id, given.given_at)
        assert work.audit.fault() is None


@pytest.mark.parametrize(
    ("person", "giver", "allowed"),
    [
        (MOTHER, MOTHER, True),
        (MOTHER, FATHER, False),
        (CHILD, MOTHER, True),
        (CHILD, FATHER, True),
        (CHILD, CHILD, False),
        (CHILD, NEIGHBOUR, False),
        (NEIGHBOUR, NEIGHBOUR, True),
        (NEIGHBOUR, MOTHER, False),
        (MOTHER, PersonId("nobody"), False),
        (PersonId("nobody"), MOTHER, False),
    ],
)
def test_who_may_give(home: Home, person: PersonId, giver: PersonId, allowed: bool) -> None:
    def call() -> object:
        return give_consent(home.vault, home.clock, giving(home, person, giver))

    if allowed:
        call()
    else:
        assert code_when(call) is ErrorCode.GIVER_MAY_NOT
    with home.vault.work() as work:
        assert len(work.ledger.of(CODE)) == len(work.audit.of(CODE)) == int(allowed)


@pytest.mark.parametrize(("day", "by_itself"), [(date(2026, 11, 20), False), (date(2026, 11, 21), True)])
def test_a_sibling_agrees_for_itself_from_the_eighteenth_birthday_on(day: date, by_itself: bool) -> None:
    sibling = Person(PersonId("sibling"), CODE, PersonKind.OTHER, born_on=date(2008, 11, 21))
    mother = Person(MOTHER, CODE, PersonKind.CAREGIVER, has_responsibility=True)
    assert may_give(sibling, sibling, day) is by_itself
    assert may_give(sibling, mother, day) is not by_itself


def test_responsibility_in_another_family_counts_for_nothing() -> None:
    stranger = Person(PersonId("stranger"), FamilyCode("OTHER"), PersonKind.CAREGIVER, has_responsibility=True)
    assert not may_give(Person(CHILD, CODE, PersonKind.CHILD), stranger, TODAY)


def test_the_other_parent_is_to_be_heard(home: Home) -> None:
    asked = giving(home, CHILD)
    unheard = replace(asked, other_parent=OtherParent.NOBODY_ELSE)
    assert code_when(lambda: give_consent(home.vault, home.clock, unheard)) is ErrorCode.OTHER_PARENT_UNHEARD
    disagrees = replace(asked, other_parent=OtherParent.DISAGREES)
    assert code_when(lambda: give_consent(home.vault, home.clock, disagrees)) is ErrorCode.OTHER_PARENT_DISAGREES
    with home.vault.work() as work:
        work.people.remove(FATHER)
        work.commit()
    give_consent(home.vault, home.clock, unheard)


@pytest.mark.parametrize(
    ("how", "kept_at", "strokes", "signed"),
    [
        (SignedHow.SCREEN, "", STROKES, True),
        (SignedHow.SCREEN, "", "1,2", True),
        (SignedHow.SCREEN, "", "", False),
        (SignedHow.SCREEN, "skap 2", "", False),
        (SignedHow.SCREEN, "", "<svg/>", False),
        (SignedHow.PAPER, "skap 2", "", True),
        (SignedHow.PAPER, "  ", "", False),
        (SignedHow.PAPER, "", STROKES, False),
    ],
)
def test_it_is_signed(home: Home, how: SignedHow, kept_at: str, strokes: str, signed: bool) -> None:
    asked = replace(giving(home), how=how, kept_at=kept_at, strokes=strokes)
    if signed:
        give_consent(home.vault, home.clock, asked)
    else:
        assert code_when(lambda: give_consent(home.vault, home.clock, asked)) is ErrorCode.CONSENT_NOT_SIGNED


@pytest.mark.parametrize(("days", "allowed"), [(-1, False), (0, True), (1, True)])
def test_its_last_day_is_still_to_come(home: Home, days: int, allowed: bool) -> None:
    asked = replace(giving(home), expires_on=TODAY + timedelta(days))
    if allowed:
        assert give_consent(home.vault, home.clock, asked).holds_on(TODAY)
    else:
        assert code_when(lambda: give_consent(home.vault, home.clock, asked)) is ErrorCode.CONSENT_ENDS_TOO_SOON


def test_it_leans_on_words_that_were_shown(home: Home) -> None:
    for text in (ConsentTextId("none"), text_to_show(home.vault, home.clock, Purpose.REPLAY, "nb").id):
        with pytest.raises(Bug):
            give_consent(home.vault, home.clock, replace(giving(home), text=text))


def test_what_was_signed_is_in_no_repr(home: Home) -> None:
    asked = replace(giving(home), kept_at="skap 2", with_whom="Kari")
    assert not any(word in repr(asked) for word in ("skap", "Kari", STROKES))


# --- the words --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", list(Purpose))
def test_words_ship_for_every_purpose(purpose: Purpose, language: str) -> None:
    body = shipped_body(purpose, language)
    assert 200 < len(body) < 1500
    assert not [word for word in ("GDPR", "SQLCipher", "behandlingsgrunnlag", "controller") if word in body]


def test_what_the_film_text_promises_is_said_in_both_languages() -> None:
    for language, words in (
        ("nb", ("slettes filmen med en gang", "ikke over nett", "kort")),
        ("en", ("deleted at once", "network", "card")),
    ):
        assert all(word in shipped_body(Purpose.FILM, language) for word in words)


def test_a_text_is_versioned_and_old_versions_stay(home: Home) -> None:
    vault, clock = home.vault, home.clock
    first = text_to_show(vault, clock, Purpose.FILM, "nb")
    assert (first.version, first.body) == (1, shipped_body(Purpose.FILM, "nb"))
    assert text_to_show(vault, clock, Purpose.FILM, "nb") == first
    edited = edit_text(vault, clock, Purpose.FILM, "nb", "  Våre egne ord.\n")
    assert (edited.version, edited.body) == (2, "Våre egne ord.")
    assert edit_text(vault, clock, Purpose.FILM, "nb", "Våre egne ord.") == edited
    assert text_to_show(vault, clock, Purpose.FILM, "nb") == edited
    assert text_to_show(vault, clock, Purpose.FILM, "en").version == 1
    back = go_back_to_shipped(vault, clock, Purpose.FILM, "nb")
    assert (back.version, back.body) == (3, first.body)
    with vault.work() as work:
        assert work.ledger.text(first.id) == first
        assert work.ledger.text(edited.id) == edited
    with pytest.raises(ValueError, match="empty"):
        edit_text(vault, clock, Purpose.FILM, "nb", " \n ")


def test_better_words_that_ship_replace_shipped_ones_only(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = text_to_show(home.vault, home.clock, Purpose.FILM, "nb")
    edited = edit_text(home.vault, home.clock, Purpose.REPLAY, "nb", "Våre egne ord.")
    monkeypatch.setattr("app.usecases.consent_texts.shipped_body", lambda _purpose, _language: "Bedre ord.")
    better = text_to_show(home.vault, home.clock, Purpose.FILM, "nb")
    assert (better.version, better.body) == (shipped.version + 1, "Bedre ord.")
    assert text_to_show(home.vault, home.clock, Purpose.REPLAY, "nb") == edited
