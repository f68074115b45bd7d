"""One sheet of paper for everybody who will be in the picture: who is entered, who signs for whom, what is never given in passing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.audit import Deed
from app.domain.consent import Lack, OtherParent, Purpose, SignedHow
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import FamilyCode, PersonId
from app.usecases.agree_on_paper import Paper, agree_on_paper, lacking
from app.usecases.consent_gate import require_filming
from app.usecases.withdraw_consent import withdraw_consent
from tests.usecases.caring import CHILD, CODE, FATHER, MOTHER, NEIGHBOUR, TODAY, Home

SHEET = Paper(CODE, "folder 3", giver=MOTHER, other_parent=OtherParent.AGREES)


def signed(home: Home, paper: Paper = SHEET) -> set[tuple[PersonId, Purpose, PersonId]]:
    return {(one.person, one.purpose, one.giver) for one in agree_on_paper(home.vault, home.clock, paper)}


def lacks(home: Home, *purposes: Purpose, in_picture: set[PersonId] | None = None) -> dict[PersonId | None, Lack]:
    found = lacking(home.vault, home.clock, CODE, purposes or (Purpose.FILM,), in_picture)
    return {one.person: one.lack for of_purpose in found.lacks.values() for one in of_purpose}


def test_everybody_is_entered_at_once_and_the_family_may_be_filmed(home: Home) -> None:
    assert lacks(home) == dict.fromkeys((MOTHER, FATHER, CHILD), Lack.NOT_GIVEN)
    film = Purpose.FILM
    assert signed(home) == {(MOTHER, film, MOTHER), (FATHER, film, FATHER), (CHILD, film, MOTHER)}
    assert lacks(home) == {}
    with home.vault.work() as work:
        require_filming(work, TODAY, CODE)
        kept = work.ledger.of(CODE)
        assert {(one.how, one.kept_at) for one in kept} == {(SignedHow.PAPER, "folder 3")}
        assert {one.person: one.other_parent for one in kept} == {
            MOTHER: OtherParent.NOBODY_ELSE,
            FATHER: OtherParent.NOBODY_ELSE,
            CHILD: OtherParent.AGREES,
        }
        assert [one.deed for one in work.audit.of(CODE)] == [Deed.CONSENT_GIVEN] * 3
        assert all((text := work.ledger.text(one.text)) and text.language == "nb" for one in kept)


def test_who_has_agreed_is_not_entered_again(home: Home) -> None:
    home.agree(MOTHER)
    assert {person for person, _purpose, _giver in signed(home)} == {FATHER, CHILD}
    assert signed(home) == set()


def test_one_that_ran_out_is_entered_anew(home: Home) -> None:
    home.all_agree()
    home.clock.turn(minutes=1)
    home.agree(FATHER, until=TODAY)
    home.clock.turn(days=1)
    assert lacks(home) == {FATHER: Lack.EXPIRED}
    assert {person for person, _purpose, _giver in signed(home)} == {FATHER}


def test_only_those_in_the_picture_and_always_the_child(home: Home) -> None:
    paper = replace(SHEET, in_picture=frozenset({MOTHER, NEIGHBOUR}))
    assert {person for person, _purpose, _giver in signed(home, paper)} == {MOTHER, CHILD, NEIGHBOUR}
    assert lacks(home) == {FATHER: Lack.NOT_GIVEN}
    assert lacks(home, in_picture={MOTHER, NEIGHBOUR}) == {}


def test_more_purposes_on_one_sheet(home: Home) -> None:
    both = frozenset({Purpose.FILM, Purpose.REPLAY})
    home.agree(MOTHER, Purpose.REPLAY)
    assert len(signed(home, replace(SHEET, purposes=both))) == 5
    assert lacks(home, *both) == {}


def test_what_was_withdrawn_is_not_given_again_in_passing(home: Home) -> None:
    home.all_agree()
    withdraw_consent(home.vault, home.clock, FATHER, {Purpose.FILM})
    home.clock.turn(minutes=1)
    found = lacking(home.vault, home.clock, CODE)
    assert ([one.person for one in found.withdrawn()], found.to_sign) == ([FATHER], ())
    assert signed(home) == set()
    assert lacks(home) == {FATHER: Lack.WITHDRAWN}


def test_a_withdrawal_of_one_purpose_stands_while_another_is_given(home: Home) -> None:
    home.all_agree()
    withdraw_consent(home.vault, home.clock, FATHER, {Purpose.FILM})
    home.clock.turn(minutes=1)
    entered = signed(home, replace(SHEET, purposes=frozenset({Purpose.FILM, Purpose.REPLAY})))
    assert {(person, purpose) for person, purpose, _giver in entered} == {(one, Purpose.REPLAY) for one in (MOTHER, FATHER, CHILD)}
    assert lacks(home) == {FATHER: Lack.WITHDRAWN}


def test_the_words_that_were_read_and_the_interpreter_are_kept(home: Home) -> None:
    signed(home, replace(SHEET, language="en", interpreter=True))
    with home.vault.work() as work:
        for one in work.ledger.of(CODE):
            text = work.ledger.text(one.text)
            assert one.interpreter and text is not None and text.language == "en"


def test_without_a_giver_named_it_is_the_responsible_one_in_the_picture(home: Home) -> None:
    paper = replace(SHEET, giver=None, in_picture=frozenset({FATHER}))
    found = lacking(home.vault, home.clock, CODE, in_picture={FATHER})
    assert [one.id for one in found.givers] == [FATHER, MOTHER]
    assert [one.id for one in found.others_to_hear(FATHER)] == [MOTHER]
    assert (CHILD, Purpose.FILM, FATHER) in signed(home, paper)


@pytest.mark.parametrize(
    ("paper", "code"),
    [
        (replace(SHEET, kept_at="  "), ErrorCode.CONSENT_NOT_SIGNED),
        (replace(SHEET, giver=NEIGHBOUR), ErrorCode.GIVER_MAY_NOT),
        (replace(SHEET, other_parent=OtherParent.NOBODY_ELSE), ErrorCode.OTHER_PARENT_UNHEARD),
        (replace(SHEET, other_parent=OtherParent.DISAGREES), ErrorCode.OTHER_PARENT_DISAGREES),
        (replace(SHEET, family=FamilyCode("NOBODY")), ErrorCode.NOBODY_NAMED),
    ],
)
def test_what_is_refused_enters_nothing_at_all(home: Home, paper: Paper, code: ErrorCode) -> None:
    with pytest.raises(Circumstance) as refused:
        signed(home, paper)
    assert refused.value.code is code
    with home.vault.work() as work:
        assert (work.ledger.of(CODE), work.audit.of(CODE)) == ([], [])


def test_nobody_with_responsibility_can_sign_for_the_child(home: Home) -> None:
    with home.vault.work() as work:
        for one in work.people.of(CODE):
            work.people.put(replace(one, has_responsibility=False))
        work.commit()
    assert lacking(home.vault, home.clock, CODE).givers == ()
    with pytest.raises(Circumstance) as refused:
        signed(home, replace(SHEET, giver=None))
    assert refused.value.code is ErrorCode.GIVER_MAY_NOT


def test_whom_it_may_be_shown_to_is_named_in_the_ledger_only(home: Home) -> None:
    with pytest.raises(ValueError, match="named one by one"):
        signed(home, replace(SHEET, purposes=frozenset({Purpose.SHARE})))


def test_the_place_of_the_last_paper_is_offered_again(home: Home) -> None:
    assert lacking(home.vault, home.clock, CODE).kept_at == ""
    signed(home)
    home.clock.turn(minutes=1)
    signed(home, replace(SHEET, kept_at="folder 4", purposes=frozenset({Purpose.REPLAY})))
    assert lacking(home.vault, home.clock, CODE).kept_at == "folder 4"


def test_no_words_of_the_paper_are_in_its_repr(home: Home) -> None:
    signed(home, replace(SHEET, kept_at="at Olsen's"))
    assert "Olsen" not in repr(lacking(home.vault, home.clock, CODE)) + repr(replace(SHEET, kept_at="at Olsen's"))
