"""The rules of retention on a real vault: every boundary as dates, what holds things back, the clock, and what a purge leaves behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.audit import Deed
from app.domain.clip import Clip
from app.domain.errors import ErrorCode
from app.domain.family import ClosureReason, closed, reopened
from app.domain.ids import ClipId, HoldId, NoteId, RecordingId, new_id
from app.domain.receipt import FORCED, DeletionRule
from app.domain.retention import DueRule, HeldBack, Hold
from app.domain.visit import Note
from app.ports import Running
from app.usecases.apply_retention import apply_retention
from app.usecases.delete_recording import purge_now
from app.usecases.deletion_calendar import deletion_calendar
from app.usecases.destroy_films import orders
from app.usecases.forget_at_start import forget_at_start
from app.usecases.watch_clock import confirm_clock
from storage import destruction
from storage.work import VaultWork
from tests.storage.making import code_when, receipt_for
from tests.usecases.caring import CODE, MOTHER, NOON, TODAY, Home


def ago(days: int) -> date:
    return TODAY - timedelta(days)


def close(home: Home, on: date) -> None:
    with home.vault.work() as work:
        family = work.families.get(CODE)
        assert family
        work.families.put(closed(family, on, ClosureReason.COMPLETED))
        work.commit()


def hold(home: Home, recording: RecordingId) -> None:
    with home.vault.work() as work:
        work.holds.place(Hold(HoldId(new_id()), recording, "reason", "Kari", NOON))
        work.commit()


# Days since filming, days since the guidance (None: there was none), the rule that makes it go today (None: it stays).
FILMS = [
    (89, None, None),
    (90, None, DueRule.FILM_AFTER_FILMING),
    (91, None, DueRule.FILM_AFTER_FILMING),
    (40, 29, None),
    (40, 30, DueRule.FILM_AFTER_GUIDANCE),
    (40, 31, DueRule.FILM_AFTER_GUIDANCE),
    (89, 29, None),
    (90, 29, DueRule.FILM_AFTER_FILMING),
    (100, 40, DueRule.FILM_AFTER_FILMING),  # both are over: the one that came first
    (30, 30, DueRule.FILM_AFTER_GUIDANCE),
    (0, 0, None),
]


@pytest.mark.parametrize(("filmed", "guided", "rule"), FILMS)
def test_when_a_film_goes(home: Home, filmed: int, guided: int | None, rule: DueRule | None) -> None:
    recording = home.film(MOTHER, filmed_on=ago(filmed))
    home.visit(recording, ago(filmed))
    if guided is not None:
        home.visit(recording, ago(guided), used=True)
    receipts = apply_retention(home.vault, home.clock).receipts
    assert [one.rule.value for one in receipts] == ([rule.value] if rule else [])
    assert home.films() == (set() if rule else {recording})
    with home.vault.work() as work:
        assert [one.subject for one in work.audit.of(CODE) if one.deed is Deed.DELETED] == ([recording] if rule else [])
        assert work.erased.all() == ({recording} if rule else set())
        assert len(work.notes.of(CODE)) == (1 if guided is None else 2)


@pytest.mark.parametrize(("signed", "goes"), [(True, True), (False, False)])
def test_no_film_goes_before_a_signed_note(home: Home, signed: bool, goes: bool) -> None:
    recording = home.film(MOTHER, filmed_on=ago(2_000))
    home.visit(recording, ago(2_000), signed=signed)
    assert bool(apply_retention(home.vault, home.clock).receipts) is goes
    assert home.films() == (set() if goes else {recording})


def test_a_film_of_no_visit_waits_for_a_note_too(home: Home) -> None:
    recording = home.film(MOTHER, filmed_on=ago(91))
    assert apply_retention(home.vault, home.clock).receipts == ()
    (due,) = deletion_calendar(home.vault, home.clock)
    assert (due.what, due.on, due.held_back) == (recording, ago(1), (HeldBack.NO_SIGNED_NOTE,))


def test_a_held_film_stays(home: Home) -> None:
    recording = home.film(MOTHER, filmed_on=ago(91))
    home.visit(recording, ago(91))
    hold(home, recording)
    assert apply_retention(home.vault, home.clock).receipts == ()
    (due,) = deletion_calendar(home.vault, home.clock)
    assert due.held_back == (HeldBack.HOLD,)


# Days since the episode closed (None: it is open), held, whether a note was signed, whether the clips go.
@pytest.mark.parametrize(
    ("closed_for", "held", "signed", "go"),
    [
        (None, False, True, False),
        (59, False, True, False),
        (60, False, True, True),
        (61, False, True, True),
        (60, True, True, False),
        (600, False, False, False),
    ],
)
def test_when_clips_go(home: Home, closed_for: int | None, held: bool, signed: bool, go: bool) -> None:
    recording = home.film(MOTHER, filmed_on=ago(70))
    home.visit(recording, ago(70), signed=signed)
    if closed_for is not None:
        close(home, ago(closed_for))
    if held:
        hold(home, recording)
    receipts = apply_retention(home.vault, home.clock).receipts
    assert [(one.rule, one.clips, one.film_bytes) for one in receipts] == ([(DeletionRule.CLIP_AFTER_CLOSING, 1, 0)] if go else [])
    with home.vault.work() as work:
        assert len(work.clips.of(recording)) == int(not go)
        assert len(work.marks.of(recording)) == 2
        assert work.receipts.all() == list(receipts)
    assert home.films() == {recording}


# Days since closing, days since exporting (None: never), whether the addendum was exported, whether the note goes.
@pytest.mark.parametrize(
    ("closed_for", "exported_for", "addendum_too", "goes"),
    [
        (30, 30, True, True),
        (29, 30, True, False),
        (30, 29, True, False),
        (400, None, True, False),
        (None, 400, True, False),
        (30, 30, False, False),
    ],
)
def test_when_notes_go(home: Home, closed_for: int | None, exported_for: int | None, addendum_too: bool, goes: bool) -> None:
    visit, note = home.visit(on=ago(500))
    addendum = NoteId(new_id())
    with home.vault.work() as work:
        work.notes.put(Note(addendum, visit, NOON, saw="more", signed_at=NOON, addendum_to=note))
        if exported_for is not None:
            exported_at = datetime.combine(ago(exported_for), datetime.min.time(), UTC) + timedelta(hours=12)
            work.notes.exported(note, exported_at)
            if addendum_too:
                work.notes.exported(addendum, exported_at)
        work.commit()
    if closed_for is not None:
        close(home, ago(closed_for))
    receipts = apply_retention(home.vault, home.clock).receipts
    assert [one.rule for one in receipts] == ([DeletionRule.NOTE_AFTER_EXPORT] if goes else [])
    with home.vault.work() as work:
        assert len(work.notes.of(CODE)) == (0 if goes else 2)
        assert work.erased.all() == ({note, addendum} if goes else set())
        assert work.visits.get(visit) is not None


def test_clips_of_a_film_that_goes_are_in_its_own_receipt(home: Home) -> None:
    recording = home.film(MOTHER, filmed_on=ago(91))
    home.visit(recording, ago(91))
    close(home, ago(70))
    receipts = apply_retention(home.vault, home.clock).receipts
    assert [(one.rule, one.clips) for one in receipts] == [(DeletionRule.FILM_AFTER_FILMING, 1)]


def _much_that_is_due(home: Home) -> list[RecordingId]:
    """Three films that go, and three with two clips each that stay when their clips go; three notes that go."""
    gone = [home.film(MOTHER, filmed_on=ago(91)) for _ in range(3)]
    kept = [home.film(MOTHER, filmed_on=ago(70)) for _ in range(3)]
    for recording in (*gone, *kept):
        home.visit(recording, ago(95))
    with home.vault.work() as work:
        for recording in kept:
            work.clips.put(Clip(ClipId(new_id()), recording, 0, 1))
        work.commit()
    notes = [home.visit(on=ago(500))[1] for _ in range(3)]
    with home.vault.work() as work:
        for note in notes:
            work.notes.exported(note, NOON - timedelta(400))
        work.commit()
    close(home, ago(61))
    return gone


@pytest.mark.parametrize("at_once", [1, 2, 4, 1000])
def test_much_that_is_due_goes_a_part_at_a_time(home: Home, at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.usecases.apply_retention.AT_ONCE", at_once)
    gone = _much_that_is_due(home)
    receipts = apply_retention(home.vault, home.clock).receipts
    assert Counter((one.rule, one.clips) for one in receipts) == {
        (DeletionRule.FILM_AFTER_FILMING, 1): 3,
        (DeletionRule.CLIP_AFTER_CLOSING, 2): 3,
        (DeletionRule.NOTE_AFTER_EXPORT, 0): 3,
    }
    assert not home.films() & set(gone)
    assert [due for due in deletion_calendar(home.vault, home.clock) if due.goes_on(TODAY)] == []


@pytest.mark.parametrize("at_once", [1, 1000])
def test_a_film_that_cannot_go_keeps_nothing_else(home: Home, at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what comes after it is not tried for ever; its clip waits for it."""
    monkeypatch.setattr("app.usecases.apply_retention.AT_ONCE", at_once)
    gone = _much_that_is_due(home)
    in_the_way = home.put_in_the_way(gone[0])
    assert code_when(lambda: apply_retention(home.vault, home.clock)) is ErrorCode.FOLDER_NOT_WRITABLE
    with home.vault.work() as work:
        assert Counter(one.rule for one in work.receipts.all()) == {
            DeletionRule.FILM_AFTER_FILMING: 2,
            DeletionRule.CLIP_AFTER_CLOSING: 3,
            DeletionRule.NOTE_AFTER_EXPORT: 3,
        }
    in_the_way.rmdir()
    forget_at_start(home.vault, home.clock)
    assert not home.films() & set(gone)


def test_the_store_is_free_between_two_parts(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.usecases.apply_retention.AT_ONCE", 1)
    gone = _much_that_is_due(home)
    many, work = [], home.vault.work

    @contextmanager
    def counted() -> Iterator[VaultWork]:
        with work() as one:
            many.append(len(orders(one)))
            yield one

    monkeypatch.setattr(home.vault, "work", counted)
    apply_retention(home.vault, home.clock)
    assert max(many) == 1, "each film that is ordered is destroyed before the next is"
    assert len(many) > len(gone)


def test_an_episode_that_runs_again_keeps_its_clips(home: Home) -> None:
    recording = home.film(MOTHER, filmed_on=ago(70))
    close(home, ago(61))
    with home.vault.work() as work:
        family = work.families.get(CODE)
        assert family
        work.families.put(reopened(family, TODAY))
        work.commit()
    assert apply_retention(home.vault, home.clock).receipts == ()
    with home.vault.work() as work:
        assert len(work.clips.of(recording)) == 1


def test_the_calendar_says_what_goes_when_and_why(home: Home) -> None:
    soon, later = home.film(MOTHER, filmed_on=ago(80)), home.film(MOTHER, filmed_on=ago(10))
    home.visit(soon, ago(80))
    home.visit(later, ago(10))
    told = [(due.what, due.rule, due.on, due.held_back) for due in deletion_calendar(home.vault, home.clock)]
    assert told == [
        (soon, DueRule.FILM_AFTER_FILMING, TODAY + timedelta(10), ()),
        (later, DueRule.FILM_AFTER_FILMING, TODAY + timedelta(80), ()),
    ]
    assert [due.what for due in deletion_calendar(home.vault, home.clock, 14)] == [soon]
    assert [due.what for due in deletion_calendar(home.vault, home.clock, 10)] == [soon]
    assert deletion_calendar(home.vault, home.clock, 9) == []
    home.clock.turn(days=9)
    confirm_clock(home.vault, home.clock)
    assert apply_retention(home.vault, home.clock).receipts == ()
    home.clock.turn(days=1)
    assert [one.rule for one in apply_retention(home.vault, home.clock).receipts] == [DeletionRule.FILM_AFTER_FILMING]
    assert home.films() == {later}


# --- the clock --------------------------------------------------------------------------------------------------------------

YEARS = timedelta(days=3653)
DAY = timedelta(hours=24)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("jump", "suspended"),
    [
        (timedelta(0), False),
        (DAY - MOMENT, False),
        (DAY, False),
        (DAY + MOMENT, True),
        (YEARS, True),
        (-DAY, False),
        (-DAY - MOMENT, True),
        (-YEARS, True),
    ],
)
def test_a_clock_that_jumped_deletes_nothing_until_a_person_confirms_it(home: Home, jump: timedelta, suspended: bool) -> None:
    home.clock.on = Running("the same start", 100)  # which counts nothing between the two looks
    assert not apply_retention(home.vault, home.clock).suspended
    recording = home.film(MOTHER, filmed_on=ago(4_000))
    home.visit(recording, ago(4_000))
    home.clock.at += jump
    if suspended:
        (due,) = deletion_calendar(home.vault, home.clock)
        assert HeldBack.CLOCK_JUMPED in due.held_back
    for _ in range(2):
        purge = apply_retention(home.vault, home.clock)
        assert (purge.suspended, home.films()) == (suspended, {recording} if suspended else set())
        home.again()
    if not suspended:
        return
    home.clock.turn(hours=1)
    assert apply_retention(home.vault, home.clock).suspended
    confirm_clock(home.vault, home.clock)
    assert not apply_retention(home.vault, home.clock).suspended
    assert home.films() == set()
    with home.vault.work() as work:
        assert Deed.CLOCK_CONFIRMED in {one.deed for one in work.audit.last(5)}


def test_a_doubted_clock_that_comes_back_is_still_doubted(home: Home) -> None:
    apply_retention(home.vault, home.clock)
    home.clock.turn(days=30)
    assert apply_retention(home.vault, home.clock).suspended
    home.clock.turn(days=-30)
    assert apply_retention(home.vault, home.clock).suspended
    confirm_clock(home.vault, home.clock)
    assert not apply_retention(home.vault, home.clock).suspended


def test_daily_use_never_doubts(home: Home) -> None:
    for _ in range(10):
        home.clock.turn(hours=24)
        assert not forget_at_start(home.vault, home.clock).suspended


def test_start_up_finishes_what_was_asked_for_first(home: Home) -> None:
    asked = home.film(MOTHER)
    with home.vault.work() as work:
        film = work.recordings.get(asked)
    assert film is not None
    destruction.intend(home.vault, asked, receipt_for(film))  # and then the process is killed
    home.again()
    home.clock.turn(days=-4_000)
    forget_at_start(home.vault, home.clock)
    assert home.films() == set()
    assert not home.vault.owes_tidying()


# --- before its day ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", sorted(FORCED))
def test_a_film_goes_before_its_day_with_a_reason_signed_note_or_not(home: Home, reason: DeletionRule) -> None:
    kept, recording = home.film(MOTHER), home.film(MOTHER)
    receipt = purge_now(home.vault, home.clock, recording, reason)
    assert (receipt.rule, home.films()) == (reason, {kept})
    with home.vault.work() as work:
        assert work.receipts.all() == [receipt]


def test_other_reasons_are_none(home: Home) -> None:
    recording = home.film(MOTHER)
    for rule in set(DeletionRule) - FORCED:
        with pytest.raises(ValueError, match="reason"):
            purge_now(home.vault, home.clock, recording, rule)
    code = code_when(lambda: purge_now(home.vault, home.clock, RecordingId("none"), DeletionRule.FORCED_MISTAKE))
    assert code is ErrorCode.REEL_MISSING
    assert home.films() == {recording}


def test_it_works_while_the_clock_is_doubted(home: Home) -> None:
    apply_retention(home.vault, home.clock)
    recording = home.film(MOTHER)
    home.clock.turn(days=-400)
    assert apply_retention(home.vault, home.clock).suspended
    receipt = purge_now(home.vault, home.clock, recording, DeletionRule.FORCED_MISTAKE)
    assert receipt == replace(receipt, finished_at=max(receipt.finished_at, receipt.asked_at))
    assert home.films() == set()
