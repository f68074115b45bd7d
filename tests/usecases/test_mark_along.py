"""A film that stays on the camcorder: consents asked, marks kept, and everything that meets recordings copes with one that has no reel."""

from __future__ import annotations

import pytest

from app.domain.audit import Deed
from app.domain.clip import Clip
from app.domain.edit import PutClip, PutMark
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import ClipId, HoldId, MarkId, RecordingId
from app.domain.mark import Mark
from app.domain.receipt import DeletionRule, Unreached
from app.domain.recording import RecordingState
from app.domain.retention import Hold
from app.domain.visit import VisitFilm
from app.usecases.apply_edit import apply_edit
from app.usecases.apply_retention import apply_retention
from app.usecases.import_card import ImportTools
from app.usecases.mark_along import MarkedAlong, begin_marking, keep_length, marked_films, open_marked
from app.usecases.resume_imports import finish_at_start, make_waiting_proxies
from app.usecases.search_words import search_words
from app.usecases.today import Part, today_view
from app.usecases.unwatched import Never
from app.usecases.watch_clock import confirm_clock
from app.usecases.withdraw_consent import withdraw_consent
from storage.check import check_open_vault
from tests.usecases.caring import CHILD, CODE, FATHER, MOTHER, TODAY, Home
from tests.usecases.importing import PlainWorkshop
from video.card.reader import FolderCards

S = 1_000_000


def begun(home: Home, counter_us: int = 0) -> MarkedAlong:
    home.all_agree()
    return begin_marking(home.vault, home.clock, CODE, counter_us=counter_us)


def marked(home: Home, film: RecordingId) -> None:
    apply_edit(
        home.vault,
        [
            PutMark(Mark(MarkId("m"), film, "invites", 30 * S, note="strekker seg")),
            PutClip(Clip(ClipId("c"), film, 25 * S, 40 * S, "svaret hennes")),
        ],
    )


def deeds(home: Home) -> list[Deed | None]:
    with home.vault.work() as work:
        return [entry.deed for entry in work.audit.of(CODE) if entry.deed not in (Deed.CONSENT_GIVEN, Deed.CONSENT_WITHDRAWN)]


def test_it_is_filming_and_asks_for_the_same_consents(home: Home) -> None:
    with pytest.raises(Circumstance) as refused:
        begin_marking(home.vault, home.clock, CODE)
    assert refused.value.code is ErrorCode.CONSENT_NOT_GIVEN
    home.agree(CHILD)
    home.agree(MOTHER)
    with pytest.raises(Circumstance):
        begin_marking(home.vault, home.clock, CODE)
    assert home.films() == set() and deeds(home) == []
    made = begin_marking(home.vault, home.clock, CODE, in_picture={MOTHER})
    with home.vault.work() as work:
        assert {one.person for one in work.appearances.of(made.recording.id)} == {CHILD, MOTHER}
    assert deeds(home) == [Deed.FILMED]


def test_a_recording_without_a_reel(home: Home) -> None:
    film = begun(home).recording
    assert film.stays_on_camcorder and film.state is RecordingState.READY and film.filmed_at is not None
    assert home.vault.finished_bytes(film.id) is None
    assert marked_films(home.vault) == [film] == marked_films(home.vault, CODE)
    with home.vault.work() as work:
        assert work.marks.of(film.id) == [] and work.appearances.of(film.id) == []


def test_where_the_counter_stood(home: Home) -> None:
    film = begun(home, counter_us=700 * S).recording
    with home.vault.work() as work:
        assert [(mark.code, mark.start_us) for mark in work.marks.of(film.id)] == [("film_begins", 700 * S)]
    longer = keep_length(home.vault, film.id, 760 * S)
    assert longer is not None and longer.duration_us == 60 * S
    apply_edit(home.vault, [PutMark(Mark(MarkId("late"), film.id, "explores", 790 * S, 800 * S))])
    assert keep_length(home.vault, film.id, 760 * S) == marked_films(home.vault)[0]
    assert marked_films(home.vault)[0].duration_us == 100 * S


def test_the_length_of_one_that_is_gone(home: Home) -> None:
    film = begun(home).recording
    with home.vault.work() as work:
        work.recordings.set_state(film.id, RecordingState.DESTROYING)
        work.commit()
    assert keep_length(home.vault, film.id, 5 * S) is None and marked_films(home.vault) == []
    assert keep_length(home.vault, RecordingId("nobody"), 5 * S) is None


def test_it_belongs_to_the_visit_of_the_day(home: Home) -> None:
    visit, _note = home.visit(on=TODAY)
    made = begun(home)
    assert made.visit is not None and made.visit.id == visit
    assert open_marked(home.vault, home.clock, made.recording.id) == made
    with home.vault.work() as work:
        assert work.visits.films_of(CODE) == [VisitFilm(visit, made.recording.id, used=False)]


def test_looking_at_it_again_is_written_down_and_asks_again(home: Home) -> None:
    film = begun(home).recording
    assert open_marked(home.vault, home.clock, film.id) == MarkedAlong(film, None)
    assert deeds(home) == [Deed.OPENED, Deed.FILMED]
    other = home.film()
    for nothing in (other, RecordingId("nobody")):
        with pytest.raises(Circumstance) as refused:
            open_marked(home.vault, home.clock, nothing)
        assert refused.value.code is ErrorCode.REEL_MISSING
    with home.vault.work() as work:  # the withdrawal does not take it along
        work.holds.place(Hold(HoldId("hold"), film.id, "barnevernet har bedt om den", "Kari", home.clock.now()))
        work.commit()
    withdraw_consent(home.vault, home.clock, FATHER)
    assert home.films() == {film.id}
    with pytest.raises(Circumstance) as refused:
        open_marked(home.vault, home.clock, film.id)
    assert refused.value.code is ErrorCode.CONSENT_WITHDRAWN


def test_a_withdrawal_takes_the_marks_and_says_where_the_film_is(home: Home) -> None:
    film = begun(home).recording
    marked(home, film.id)
    (receipt,) = withdraw_consent(home.vault, home.clock, MOTHER).receipts
    assert (receipt.rule, receipt.film_bytes, receipt.marks, receipt.clips) == (DeletionRule.WITHDRAWAL, 0, 1, 1)
    assert receipt.unreached == (Unreached.CAMCORDER,)
    assert home.films() == set() and search_words(home.vault, "strekker") == []


def test_its_rules_are_those_of_every_film(home: Home) -> None:
    made = begun(home)
    marked(home, made.recording.id)
    home.visit(made.recording.id)
    for days, left in ((89, {made.recording.id}), (1, set())):
        home.clock.turn(days=days)
        confirm_clock(home.vault, home.clock)
        purge = apply_retention(home.vault, home.clock)
        assert home.films() == left
    assert [(receipt.rule, receipt.unreached) for receipt in purge.receipts] == [(DeletionRule.FILM_AFTER_FILMING, (Unreached.CAMCORDER,))]


def test_start_up_the_check_and_today_leave_it_in_peace(home: Home) -> None:
    film = begun(home).recording
    assert [line for line in today_view(home.vault, home.clock).lines if line.part is Part.FILM] == []
    tools = ImportTools(home.vault, FolderCards(), PlainWorkshop(), home.clock)
    assert finish_at_start(tools, Never()) == []
    make_waiting_proxies(tools, Never())
    assert check_open_vault(home.vault, lambda _done, _total: None) == []
    assert marked_films(home.vault) == [film]


def test_its_words_are_found(home: Home) -> None:
    film = begun(home).recording
    marked(home, film.id)
    assert {found.hit.recording for word in ("strekker", "svaret") for found in search_words(home.vault, word)} == {film.id}
