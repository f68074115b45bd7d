"""Withdrawing: at once for the gate, the films that had to go are gone, what holds them and what was out of reach is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.domain.appearance import Appearance
from app.domain.audit import Deed
from app.domain.card import CardFilm, CardFilmState
from app.domain.consent import Purpose
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import CardId, FamilyCode, HoldId, PersonId
from app.domain.receipt import DeletionRule, Unreached
from app.domain.retention import Hold
from app.usecases.consent_gate import require, require_recording
from app.usecases.destroy_films import _begin, order, orders
from app.usecases.forget_at_start import forget_at_start
from app.usecases.lift_hold import lift_hold
from app.usecases.withdraw_consent import ALL, foresee_withdrawal, withdraw_consent
from storage import layout
from tests.storage.making import code_when
from tests.usecases.caring import CHILD, CODE, FATHER, MOTHER, NAMED, NEIGHBOUR, NOON, TODAY, Home
from tests.usecases.test_film_full_disk import small_disk


def refused(home: Home, purpose: Purpose, person: PersonId, with_whom: str = "") -> ErrorCode | None:
    with home.vault.work() as work:
        try:
            require(work, TODAY, purpose, [person], with_whom)
        except Circumstance as error:
            return error.code
    return None


@pytest.mark.parametrize("purpose", list(Purpose))
def test_one_purpose_is_withdrawn_and_the_others_hold(home: Home, purpose: Purpose) -> None:
    given = {one: home.agree(MOTHER, one) for one in Purpose}
    done = withdraw_consent(home.vault, home.clock, MOTHER, [purpose])
    assert done.consents == (given[purpose].id,)
    for _ in range(2):
        assert [one for one in Purpose if refused(home, one, MOTHER, NAMED.get(one, ""))] == [purpose]
        assert refused(home, purpose, MOTHER, NAMED.get(purpose, "")) is ErrorCode.CONSENT_WITHDRAWN
        home.again()
    with home.vault.work() as work:
        entry = work.audit.of(CODE)[0]
        assert (entry.deed, entry.subject) == (Deed.CONSENT_WITHDRAWN, given[purpose].id)


def test_all_at_once(home: Home) -> None:
    given = {home.agree(MOTHER, purpose).id for purpose in Purpose}
    kept = home.agree(FATHER)
    assert set(withdraw_consent(home.vault, home.clock, MOTHER).consents) == given
    assert refused(home, Purpose.FILM, FATHER) is None
    with home.vault.work() as work:
        assert [one.id for one in work.ledger.of(CODE) if one.withdrawn_at is None] == [kept.id]
        assert work.audit.fault() is None
    assert withdraw_consent(home.vault, home.clock, MOTHER, ALL).consents == ()


def test_one_of_two_who_are_named(home: Home) -> None:
    for name in ("Kari", "Ola"):
        home.agree(MOTHER, Purpose.NAMED_SUPERVISOR, with_whom=name)
    withdraw_consent(home.vault, home.clock, MOTHER, [Purpose.NAMED_SUPERVISOR], with_whom=" kari ")
    assert refused(home, Purpose.NAMED_SUPERVISOR, MOTHER, "Kari") is ErrorCode.CONSENT_WITHDRAWN
    assert refused(home, Purpose.NAMED_SUPERVISOR, MOTHER, "Ola") is None
    home.agree(MOTHER)
    withdraw_consent(home.vault, home.clock, MOTHER, ALL, with_whom="Kari")
    assert refused(home, Purpose.FILM, MOTHER) is ErrorCode.CONSENT_WITHDRAWN
    assert refused(home, Purpose.NAMED_SUPERVISOR, MOTHER, "Ola") is None


def test_a_consent_that_was_given_twice_is_withdrawn_twice(home: Home) -> None:
    home.agree(MOTHER, Purpose.REPLAY)
    home.clock.turn(days=1)
    home.agree(MOTHER, Purpose.REPLAY)
    assert len(withdraw_consent(home.vault, home.clock, MOTHER, [Purpose.REPLAY]).consents) == 2


def test_with_the_film_go_the_recordings_of_this_person_and_no_others(home: Home) -> None:
    home.all_agree()
    both, nobody_entered = home.film(MOTHER, CHILD), home.film()
    fathers = home.film(FATHER)
    in_passing = home.film(FATHER)
    with home.vault.work() as work:
        work.appearances.put(Appearance(in_passing, MOTHER, 5, 9))
        work.commit()
    gone = {both, nobody_entered, in_passing}
    assert {film.id for film in foresee_withdrawal(home.vault, MOTHER).films} == gone
    done = withdraw_consent(home.vault, home.clock, MOTHER, [Purpose.FILM])
    assert home.films() == {fathers}
    assert [(one.rule, one.marks, one.clips, one.film_bytes) for one in done.receipts] == [(DeletionRule.WITHDRAWAL, 2, 1, 100)] * 3
    with home.vault.work() as work:
        assert {receipt.id for receipt in work.receipts.all()} == {receipt.id for receipt in done.receipts}
        assert {one.subject for one in work.audit.of(CODE) if one.deed is Deed.DELETED} == gone
        assert work.erased.all() == gone
        assert orders(work) == []
    for recording in gone:
        assert code_when(lambda recording=recording: home.vault.open_reel(recording)) is ErrorCode.REEL_MISSING  # type: ignore[misc]


@pytest.mark.parametrize("purpose", [purpose for purpose in Purpose if purpose is not Purpose.FILM])
def test_no_film_goes_with_another_purpose(home: Home, purpose: Purpose) -> None:
    home.agree(MOTHER, purpose)
    recording = home.film(MOTHER)
    assert withdraw_consent(home.vault, home.clock, MOTHER, [purpose]).receipts == ()
    assert home.films() == {recording}


def test_film_goes_too_where_the_consent_was_never_entered(home: Home) -> None:
    home.film(MOTHER)
    done = withdraw_consent(home.vault, home.clock, MOTHER, [Purpose.FILM])
    assert (done.consents, len(done.receipts), home.films()) == ((), 1, set())
    with home.vault.work() as work:
        withdrawn = [one for one in work.audit.of(CODE) if one.deed is Deed.CONSENT_WITHDRAWN]
        assert [one.subject for one in withdrawn] == [MOTHER]


def test_the_receipt_says_what_could_not_be_reached(home: Home) -> None:
    carded, sealed, clip_sealed, plain = (home.film(MOTHER) for _ in range(4))
    with home.vault.work() as work:
        work.cards.put(CardFilm(CardId("card"), "key", carded, CardFilmState.VERIFIED, NOON))
        work.cards.put(CardFilm(CardId("card"), "other", plain, CardFilmState.ERASED, NOON))
        work.audit.append(NOON, Deed.SEALED, CODE, sealed)
        work.audit.append(NOON, Deed.SEALED, CODE, work.clips.of(clip_sealed)[0].id)
        work.audit.append(NOON, Deed.PLAYED, CODE, plain)
        work.commit()
    done = withdraw_consent(home.vault, home.clock, MOTHER, [Purpose.FILM])
    assert sorted(one.unreached for one in done.receipts) == [
        (),
        (Unreached.CARD_NOT_WIPED,),
        (Unreached.PACKAGE_HANDED_OVER,),
        (Unreached.PACKAGE_HANDED_OVER,),
    ]


def test_a_held_film_stays_unusable_and_goes_when_the_hold_is_lifted(home: Home) -> None:
    home.all_agree()
    home.all_agree(Purpose.REPLAY)
    held = home.film(MOTHER)
    with home.vault.work() as work:
        work.holds.place(Hold(HoldId("hold"), held, "reason", "Kari", NOON))
        work.commit()
    assert foresee_withdrawal(home.vault, MOTHER).held == (held,)
    done = withdraw_consent(home.vault, home.clock, MOTHER, [Purpose.FILM])
    assert (done.receipts, done.held, home.films()) == ((), (held,), {held})
    forget_at_start(home.vault, home.clock)
    assert home.films() == {held}
    with home.vault.work() as work:
        with pytest.raises(Circumstance) as caught:
            require_recording(work, TODAY, held, Purpose.REPLAY)
        assert caught.value.code is ErrorCode.CONSENT_WITHDRAWN
        assert not [one for one in work.audit.of(CODE) if one.deed is Deed.DELETED]
    receipts = lift_hold(home.vault, home.clock, HoldId("hold"), lambda: True)
    assert ([one.rule for one in receipts], home.films()) == ([DeletionRule.WITHDRAWAL], set())


def test_one_film_that_cannot_be_destroyed_does_not_keep_the_others_and_start_up_tries_again(home: Home) -> None:
    films = [home.film(MOTHER) for _ in range(3)]
    in_the_way = home.put_in_the_way(films[1])
    assert code_when(lambda: withdraw_consent(home.vault, home.clock, MOTHER)) is ErrorCode.FOLDER_NOT_WRITABLE
    assert home.films() == {films[1]}
    home.again()
    in_the_way.rmdir()
    forget_at_start(home.vault, home.clock)
    assert home.films() == set()
    with home.vault.work() as work:
        assert sum(one.deed is Deed.DELETED for one in work.audit.of(CODE)) == len(work.receipts.all()) == 3
        assert orders(work) == []


def test_on_a_full_disk_it_has_the_room_that_was_put_aside(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as (folder, fill, make_room):
        home = Home(folder / "vault")
        home.all_agree()
        home.film(MOTHER)
        home.vault.checkpoint()
        fill()
        with home.vault.work() as work:
            work.settings.put("other", "x" * 100_000)
            assert code_when(work.commit) is ErrorCode.DISK_FULL
        withdraw_consent(home.vault, home.clock, MOTHER)
        assert home.films() == set()
        assert refused(home, Purpose.FILM, MOTHER) is ErrorCode.CONSENT_WITHDRAWN
        make_room()
        home.again()
        assert refused(home, Purpose.FILM, MOTHER) is ErrorCode.CONSENT_WITHDRAWN
        assert (home.folder / layout.BALLAST).stat().st_size == layout.BALLAST_BYTES
        home.vault.close()


def test_a_film_that_is_being_taken_does_not_wait_for_the_store_to_be_tidied(home: Home) -> None:
    home.film(MOTHER, marker="words")
    writer = home.vault.create_reel(home.film_without_reel(FATHER))
    withdraw_consent(home.vault, home.clock, MOTHER)
    assert home.vault.owes_tidying()
    writer.close()
    forget_at_start(home.vault, home.clock)
    assert not home.vault.owes_tidying()


def test_a_film_that_is_being_taken_of_this_person_goes_under_the_camera(home: Home) -> None:
    writer = home.vault.create_reel(home.film_without_reel(MOTHER))
    writer.append(bytes(100_000))
    writer.flush_tail()
    receipts = withdraw_consent(home.vault, home.clock, MOTHER, [Purpose.FILM]).receipts
    assert (len(receipts), home.films()) == (1, set())
    assert code_when(lambda: writer.append(b"more")) is ErrorCode.VAULT_LOCKED
    writer.close()


def test_nobody_and_other_families(home: Home) -> None:
    assert code_when(lambda: withdraw_consent(home.vault, home.clock, PersonId("none"))) is ErrorCode.NOBODY_NAMED
    assert code_when(lambda: foresee_withdrawal(home.vault, PersonId("none"))) is ErrorCode.NOBODY_NAMED
    kept = home.film(MOTHER)
    withdraw_consent(home.vault, home.clock, NEIGHBOUR)
    assert home.films() == {kept}
    with home.vault.work() as work:
        assert work.audit.of(FamilyCode("OTHER")) == []


def test_an_order_that_waits_for_a_hold_is_not_lost_to_one_that_does_not(home: Home) -> None:
    recording = home.film(MOTHER)
    with home.vault.work() as work:
        order(work, [recording], DeletionRule.FILM_AFTER_FILMING, NOON)
        order(work, [recording], DeletionRule.WITHDRAWAL, NOON)
        order(work, [recording], DeletionRule.FORCED_MISTAKE, NOON)
        assert [(one.recording, one.rule) for one in orders(work)] == [(recording, DeletionRule.WITHDRAWAL)]


def test_a_deed_is_written_down_once_though_a_kill_comes_right_after_it(home: Home) -> None:
    recording = home.film(MOTHER)
    with home.vault.work() as work:
        order(work, [recording], DeletionRule.WITHDRAWAL, NOON)
        first = orders(work)[0]
        work.commit()
    assert _begin(home.vault, home.clock, first)  # and then the process is killed
    home.again()
    forget_at_start(home.vault, home.clock)
    with home.vault.work() as work:
        assert [(one.deed, one.subject) for one in work.audit.of(CODE)] == [(Deed.DELETED, recording)]
        assert [one.id for one in work.receipts.all()] == [first.receipt]


def test_what_is_expired_can_be_withdrawn(home: Home) -> None:
    given = home.agree(MOTHER, Purpose.REPLAY, until=TODAY)
    home.clock.turn(days=400)
    assert withdraw_consent(home.vault, home.clock, MOTHER).consents == (given.id,)
    with home.vault.work() as work, pytest.raises(Circumstance) as caught:
        require(work, date(2027, 12, 26), Purpose.REPLAY, [MOTHER])
    assert caught.value.code is ErrorCode.CONSENT_WITHDRAWN


def test_a_withdrawal_is_never_dated_before_what_it_takes_back(home: Home) -> None:
    """By a clock that was put back; merging two entries of a family asks which came later."""
    given = home.agree(MOTHER)
    home.clock.turn(days=-3)
    withdraw_consent(home.vault, home.clock, MOTHER)
    with home.vault.work() as work:
        assert [one.withdrawn_at for one in work.ledger.of(CODE)] == [given.given_at]
