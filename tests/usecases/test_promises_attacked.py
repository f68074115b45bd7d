"""The promises of consent, keeping and deleting, attacked where several of them meet."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.domain.audit import Deed
from app.domain.consent import Purpose
from app.domain.errors import Circumstance, ErrorCode
from app.domain.family import ClosureReason, closed
from app.domain.ids import FamilyCode, RecordingId
from app.domain.import_job import ImportReport
from app.domain.receipt import DeletionRule
from app.domain.recording import RecordingState
from app.domain.retention import Hold
from app.usecases.abandon_import import abandon_import
from app.usecases.apply_retention import apply_retention
from app.usecases.consent_gate import require_recording
from app.usecases.destroy_films import order
from app.usecases.erase_visit import erase_visit
from app.usecases.erasures import Kind
from app.usecases.forget_at_start import finish_erasures, forget_at_start
from app.usecases.hold_visit import Holding, hold_visit
from app.usecases.import_card import ImportTools, Signals, import_films
from app.usecases.look_at_film import open_film
from app.usecases.mark_along import begin_marking, may_look, open_marked
from app.usecases.place_hold import place_hold
from app.usecases.resume_imports import films_to_resume, finish_at_start
from app.usecases.unwatched import Never
from app.usecases.withdraw_consent import withdraw_consent
from tests.storage.making import code_when
from tests.usecases.caring import CHILD, CODE, MOTHER, NOON, TODAY, Home, begin_erasing
from tests.usecases.importing import MIB, PlainWorkshop, Token, WatchedCards, half_copied
from tests.usecases.importing import film as film_bytes
from tests.video.card.cards import lay

OTHER = FamilyCode("OTHER")


def hold(home: Home, recording: RecordingId) -> Hold:
    return place_hold(home.vault, home.clock, recording, "barnevern", "Kari", lambda: True)


def close(home: Home, on: date) -> None:
    with home.vault.work() as work:
        family = work.families.get(CODE)
        assert family is not None
        work.families.put(closed(family, on, ClosureReason.COMPLETED))
        work.commit()


def deeds(home: Home, deed: Deed) -> list[str | None]:
    with home.vault.work() as work:
        assert work.audit.fault() is None
        return [one.subject for one in work.audit.last(999) if one.deed is deed]


@pytest.mark.parametrize("state", [RecordingState.COPYING, RecordingState.VERIFYING])
def test_an_import_on_hold_is_not_given_up(home: Home, state: RecordingState) -> None:
    recording = home.film(MOTHER, state=state)
    hold(home, recording)
    assert code_when(lambda: abandon_import(home.vault, home.clock, recording)) is ErrorCode.RECORDING_ON_HOLD
    assert home.films() == {recording}


def test_an_import_that_is_given_up_is_a_deletion_like_any_other(home: Home) -> None:
    recording = home.film(MOTHER, state=RecordingState.VERIFYING)
    assert abandon_import(home.vault, home.clock, recording) is not None
    assert deeds(home, Deed.DELETED) == [recording]
    with home.vault.work() as work:
        assert work.erased.holds(recording)


def test_a_note_outlives_the_film_that_it_lets_go(home: Home) -> None:
    """Otherwise the film would wait for a signed note for ever."""
    filmed = TODAY
    film = home.film(MOTHER, filmed_on=filmed)
    _, note = home.visit(film, filmed)
    with home.vault.work() as work:
        work.notes.exported(note, NOON)
        work.commit()
    close(home, filmed)
    for _ in range(95):
        home.clock.turn(days=1)
        apply_retention(home.vault, home.clock)
    assert home.films() == set()
    home.clock.turn(days=1)
    apply_retention(home.vault, home.clock)
    with home.vault.work() as work:
        assert work.notes.get(note) is None


def test_no_clip_goes_before_a_signed_note(home: Home) -> None:
    film = home.film(MOTHER, filmed_on=TODAY - timedelta(200))
    home.visit(film, TODAY - timedelta(200), signed=False)
    close(home, TODAY - timedelta(150))
    assert apply_retention(home.vault, home.clock).receipts == ()
    with home.vault.work() as work:
        assert len(work.clips.of(film)) == 1


def test_guidance_dated_before_its_film_lets_nothing_go_early(home: Home) -> None:
    film = home.film(MOTHER, filmed_on=TODAY)
    home.visit(film, TODAY)
    home.visit(film, TODAY - timedelta(365), used=True)  # a slip of the year
    assert apply_retention(home.vault, home.clock).receipts == ()
    assert home.films() == {film}


def test_marks_of_a_withdrawn_film_stay_shut_after_a_new_consent(home: Home) -> None:
    home.all_agree()
    marked = begin_marking(home.vault, home.clock, CODE, [MOTHER]).recording.id
    hold(home, marked)
    withdraw_consent(home.vault, home.clock, MOTHER, [Purpose.FILM])
    home.clock.turn(minutes=1)
    home.agree(MOTHER)
    assert code_when(lambda: open_marked(home.vault, home.clock, marked)) is ErrorCode.CONSENT_WITHDRAWN
    refused = may_look(home.vault, home.clock, marked)
    assert refused is not None
    assert refused.code is ErrorCode.CONSENT_WITHDRAWN


def test_an_erasure_of_a_visit_waits_for_a_hold_that_came_after_it(home: Home) -> None:
    film = home.film(MOTHER)
    visit, note = home.visit(film, used=True)
    with home.vault.work() as work:
        begin_erasing(work, Kind.VISIT, visit)
        work.commit()
    standing = hold(home, film)
    finish_erasures(home.vault, home.clock)
    with home.vault.work() as work:
        assert work.notes.get(note) is not None
        work.holds.lift(standing.id, NOON)
        work.commit()
    finish_erasures(home.vault, home.clock)
    with home.vault.work() as work:
        assert work.notes.get(note) is None


def test_a_withdrawal_tells_of_its_own_films_only(home: Home) -> None:
    home.all_agree()
    with home.vault.work() as work:
        work.families.add(OTHER, NOON)
        work.commit()
    home.code = OTHER
    other = home.film()
    home.code = CODE
    own = home.film(MOTHER)
    with home.vault.work() as work:
        order(work, [other], DeletionRule.WITHDRAWAL, NOON)  # as a kill left it
        work.commit()
    done = withdraw_consent(home.vault, home.clock, MOTHER)
    assert [one.family for one in done.receipts] == [CODE]
    forget_at_start(home.vault, home.clock)
    assert own not in home.films()
    assert home.films() == set()


def test_a_clock_that_is_put_back_makes_no_consent_valid_again(home: Home) -> None:
    home.all_agree()
    film = home.film(MOTHER)
    home.clock.turn(seconds=1)
    home.agree(MOTHER, until=TODAY)
    home.clock.turn(days=2)
    forget_at_start(home.vault, home.clock)
    assert code_when(lambda: open_film(home.vault, home.clock, film)) is ErrorCode.CONSENT_EXPIRED
    home.clock.turn(days=-2)
    assert code_when(lambda: open_film(home.vault, home.clock, film)) is ErrorCode.CONSENT_EXPIRED
    assert code_when(lambda: begin_marking(home.vault, home.clock, CODE, [MOTHER])) is ErrorCode.CONSENT_EXPIRED


def test_a_consent_given_after_the_clock_was_set_right_counts(home: Home) -> None:
    """The newest decides: one that was withdrawn while the clock was years ahead would shut the gate until then."""
    film = home.film(MOTHER)
    home.clock.turn(days=3650)
    home.agree(MOTHER, Purpose.REPLAY)
    withdraw_consent(home.vault, home.clock, MOTHER, [Purpose.REPLAY])
    home.clock.turn(days=-3650)
    home.agree(MOTHER)
    again = home.agree(MOTHER, Purpose.REPLAY)
    with home.vault.work() as work:
        require_recording(work, TODAY, film, Purpose.REPLAY)
    withdraw_consent(home.vault, home.clock, MOTHER, [Purpose.REPLAY])
    with home.vault.work() as work:
        assert code_when(lambda: require_recording(work, TODAY, film, Purpose.REPLAY)) is ErrorCode.CONSENT_WITHDRAWN
        withdrawn = work.ledger.get(again.id)
        assert withdrawn is not None
        assert withdrawn.withdrawn_at == withdrawn.given_at


@pytest.mark.parametrize("used", [True, False])
def test_a_film_on_hold_stays_with_its_visit_and_so_does_the_note(home: Home, used: bool) -> None:
    """Taken from its visit first, its notes could have been erased with the visit."""
    film = home.film(MOTHER)
    visit, _ = home.visit(film, used=used)
    standing = hold(home, film)
    none = Holding(shown=frozenset()) if used else Holding(filmed=frozenset())
    assert code_when(lambda: hold_visit(home.vault, home.clock, visit, none)) is ErrorCode.RECORDING_ON_HOLD
    assert code_when(lambda: erase_visit(home.vault, home.clock, visit, with_films=False)) is ErrorCode.RECORDING_ON_HOLD
    with home.vault.work() as work:
        assert len(work.visits.films_of(CODE)) == 1
        work.holds.lift(standing.id, NOON)
        work.commit()
    hold_visit(home.vault, home.clock, visit, none)
    with home.vault.work() as work:
        assert work.visits.films_of(CODE) == []


def test_filming_looking_and_withdrawing_at_once_land_one_after_the_other(home: Home) -> None:
    """Nothing is begun or opened while consent is withdrawn, and nothing that was begun before a withdrawal is there after it."""
    home.agree(CHILD)
    over = threading.Event()

    def film_on() -> None:
        while not over.is_set():
            with suppress(Circumstance):
                marked = begin_marking(home.vault, home.clock, CODE, [MOTHER]).recording.id
                open_marked(home.vault, home.clock, marked)

    threads = [threading.Thread(target=film_on) for _ in range(2)]
    for one in threads:
        one.start()
    try:
        for _ in range(6):
            home.agree(MOTHER)
            time.sleep(0.02)
            done = withdraw_consent(home.vault, home.clock, MOTHER, [Purpose.FILM])
            with home.vault.work() as work:
                assert [one.id for one in work.recordings.all() if one.state is RecordingState.READY] == []
            assert {one.rule for one in done.receipts} <= {DeletionRule.WITHDRAWAL}
    finally:
        over.set()
        for one in threads:
            one.join()
    agreed, begun = False, 0
    with home.vault.work() as work:
        assert work.audit.fault() is None
        told = [one.deed for one in reversed(work.audit.last(9999))]
    for deed in told[1:]:  # the first is the child's
        agreed = (agreed or deed is Deed.CONSENT_GIVEN) and deed is not Deed.CONSENT_WITHDRAWN
        begun += deed is Deed.FILMED
        assert agreed or deed not in (Deed.FILMED, Deed.OPENED)
    assert begun > 0
    assert told.count(Deed.DELETED) == begun


@pytest.mark.parametrize("purpose", [Purpose.FILM, Purpose.TEACHING])
def test_a_withdrawn_film_that_is_on_hold_is_used_for_nothing_after_a_new_consent(home: Home, purpose: Purpose) -> None:
    film = home.film(MOTHER)
    home.agree(MOTHER)
    hold(home, film)
    withdraw_consent(home.vault, home.clock, MOTHER)
    for one in (Purpose.FILM, Purpose.TEACHING):
        home.agree(MOTHER, one)
    with home.vault.work() as work:
        assert code_when(lambda: require_recording(work, TODAY, film, purpose)) is ErrorCode.CONSENT_WITHDRAWN


def test_a_half_copied_film_on_hold_is_neither_cancelled_nor_cleared_away(home: Home, tmp_path: Path) -> None:
    home.all_agree()
    cards = WatchedCards()
    tools = ImportTools(home.vault, cards, PlainWorkshop(), home.clock)
    (card := tmp_path / "card").mkdir()
    lay(card, {"DCIM/1.MP4": film_bytes(9 * MIB)})
    contents = cards.look(card)

    def bring(stop_at: int, *, cancel: bool) -> ImportReport:
        token = Token()
        cards.on_read = lambda offset: setattr(token, "set", offset >= stop_at)
        signals = Signals(cancel=token) if cancel else Signals(pause=token)
        return import_films(tools, contents, contents.films, CODE, signals)

    assert bring(4 * MIB, cancel=False).resumable
    (half,) = half_copied(home.vault)
    standing = hold(home, half.id)
    bring(6 * MIB, cancel=True)
    assert [one.id for one in half_copied(home.vault)] == [half.id]
    assert films_to_resume(home.vault, contents) == list(contents.films)
    with home.vault.work() as work:
        for one in work.cards.not_wiped():  # as if nobody knew the card any more
            work.cards.forget(one.card, one.source_key)
        work.commit()
    finish_at_start(tools, Never())
    assert home.films() == {half.id}
    with home.vault.work() as work:
        work.holds.lift(standing.id, NOON)
        work.commit()
    finish_at_start(tools, Never())
    assert home.films() == set()
    assert deeds(home, Deed.DELETED) == [half.id]
