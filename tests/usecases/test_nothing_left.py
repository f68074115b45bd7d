"""A family that has been through everything is erased: no word and no id of it is left in any row of any table but where that is said,
and no word in any page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.audit import Deed
from app.domain.card import CardFilm, CardFilmState
from app.domain.clip import Clip
from app.domain.consent import OtherParent, Purpose, SignedHow
from app.domain.episode import Transfer, TransferKind
from app.domain.family import ClosureReason, Family, Person, PersonKind
from app.domain.ids import BatchId, CardId, ClipId, FamilyCode, NoteId, PersonId, RecordingId, TransferId, new_id, new_record_id
from app.domain.outbox import Kept, KeptState, Parcel, Revision, SentItem
from app.domain.visit import Note, VisitKind, VisitState
from app.usecases.agree_on_paper import Paper, agree_on_paper
from app.usecases.cancel_visit import cancel_visit
from app.usecases.consent_texts import text_to_show
from app.usecases.delete_recording import delete_recording
from app.usecases.end_episode import close_episode, reopen_episode
from app.usecases.erase_family import erase_family
from app.usecases.erase_from_card import wiped_elsewhere
from app.usecases.forget_at_start import forget_at_start
from app.usecases.give_consent import Giving, give_consent
from app.usecases.journal_summary import export_summary
from app.usecases.lift_hold import lift_hold
from app.usecases.look_at_film import clip_played, open_film
from app.usecases.merge_families import merge_families
from app.usecases.open_family import FamilyFacts, open_family
from app.usecases.place_hold import place_hold
from app.usecases.plan_visit import VisitPlan, plan_visit
from app.usecases.who_has_seen_us import history_printed
from app.usecases.who_is_in_film import enter_in_film, enter_newcomer
from app.usecases.withdraw_consent import withdraw_consent
from app.usecases.write_note import begin_addendum, begin_note, keep_draft, sign_note
from storage.device_secret import FileSecrets
from storage.keys import unlock_with_passphrase
from storage.layout import STORE
from storage.practice import practice_passphrase
from tests.storage.pages import plain_pages
from tests.usecases.caring import CHILD, CODE, FATHER, MOTHER, NEIGHBOUR, TODAY, Home

WORD = "Kvitrende"
OTHER = FamilyCode("TW1NS")
CARD = CardId("card")
STAYS = {("receipt", "family"), ("erased", "id")}  # where something of an erased family is meant to stay: its code, and random ids


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path / "vault", marker=WORD)
    yield made
    made.vault.close()


def live(home: Home) -> list[RecordingId]:
    """All that a family goes through here, with a word in every place that takes one. Returns the films that are there at the end."""
    vault, clock = home.vault, home.clock
    open_family(vault, clock, OTHER, FamilyFacts(WORD, WORD))
    with vault.work() as work:
        work.families.put(Family(CODE, clock.now(), name=WORD, language=WORD))
        work.people.put(Person(PersonId("again"), OTHER, PersonKind.CAREGIVER, name=WORD, has_responsibility=True))
        work.commit()
    merge_families(vault, clock, CODE, OTHER, {PersonId("again"): MOTHER})
    with vault.work() as work:
        everybody = frozenset(one.id for one in work.people.of(CODE)) - {NEIGHBOUR}
    agree_on_paper(vault, clock, Paper(CODE, WORD, in_picture=everybody, giver=MOTHER, other_parent=OtherParent.AGREES))
    named = text_to_show(vault, clock, Purpose.NAMED_SUPERVISOR, "nb").id
    give_consent(
        vault, clock, Giving(MOTHER, Purpose.NAMED_SUPERVISOR, MOTHER, named, with_whom=WORD, how=SignedHow.SCREEN, strokes="71,39 55,12")
    )
    film, gone, withdrawn = home.film(*everybody, marker=WORD), home.film(MOTHER, marker=WORD), home.film(NEIGHBOUR, marker=WORD)
    _on_cards(home, film, gone)
    _look(home, film)
    _visits(home, film)
    hold = place_hold(vault, clock, film, WORD, WORD, lambda: True)
    lift_hold(vault, clock, hold.id, lambda: True)
    delete_recording(vault, clock, gone)
    home.agree(NEIGHBOUR, marker=WORD)
    withdraw_consent(vault, clock, NEIGHBOUR)
    close_episode(vault, clock, CODE, ClosureReason.COMPLETED)
    reopen_episode(vault, clock, CODE)
    history_printed(vault, clock, CODE)
    _counted(home)
    return [film, gone, withdrawn]


def _on_cards(home: Home, *films: RecordingId) -> None:
    with home.vault.work() as work:
        for n, film in enumerate(films):
            for state in CardFilmState:
                work.cards.put(CardFilm(CARD, f"{film}{state}", film, state, home.clock.now(), f"{WORD}{n}"))
        work.commit()


def _look(home: Home, film: RecordingId) -> None:
    with home.vault.work() as work:
        clip = Clip(ClipId(new_id()), film, 1, 5, title=WORD)
        work.clips.put(clip)
        work.commit()
    open_film(home.vault, home.clock, film)
    clip_played(home.vault, home.clock, clip)
    enter_newcomer(home.vault, home.clock, film, (3, 9))
    enter_in_film(home.vault, home.clock, film, FATHER, (20, 30))


def _visits(home: Home, film: RecordingId) -> None:
    vault, clock = home.vault, home.clock
    visit, _ = home.visit(film, marker=WORD)
    home.visit(film, used=True, marker=WORD)
    draft = keep_draft(vault, Note(NoteId(new_id()), visit, clock.now(), WORD, WORD, WORD, WORD))
    sign_note(vault, clock, draft)
    addendum = begin_addendum(vault, clock, draft.id)
    keep_draft(vault, Note(addendum.id, visit, addendum.written_at, saw=WORD, addendum_to=draft.id))
    export_summary(vault, clock, visit, "nb")
    planned = plan_visit(vault, CODE, VisitPlan(clock.now().replace(tzinfo=None) + timedelta(1), VisitKind.GUIDANCE))
    begin = begin_note(clock, planned.id)
    keep_draft(vault, Note(begin.id, planned.id, begin.written_at, saw=WORD))
    cancel_visit(vault, plan_visit(vault, CODE, VisitPlan(planned.starts_at, VisitKind.FILM)).id, VisitState.FAMILY_CANCELLED)


def _counted(home: Home) -> None:
    """Transfers; and all that is counted of the family was sent once, with a word where none could be."""
    with home.vault.work() as work:
        for n, episode in enumerate(work.episodes.of(CODE)):
            work.episodes.put_transfer(Transfer(TransferId(f"transfer{n}"), episode.id, TransferKind.STEP_UP, TODAY))
        items = []
        for due in work.outbox.due(999):
            assert due.about is not None
            record, body = work.outbox.record_of(due.kind, due.about), f"{WORD} {due.about}".encode()
            work.outbox.keep(Kept(record, due.kind, due.about, CODE, KeptState.SENT, made=1, sent=1))
            work.outbox.put_revision(Revision(record, 1, body, hashlib.sha256(body).hexdigest(), tried=True))
            items.append(SentItem(record, 1, hashlib.sha256(body).hexdigest(), body))
        work.departures.append(Parcel(BatchId(new_record_id()), home.clock.now(), "ab" * 32, "TRO01", "cd" * 32), items)
        work.commit()


def ids_of(home: Home) -> set[str]:
    """Everything here that is only this family's, by its id."""
    with home.vault.work() as work:
        rows = (
            work.people.of(CODE),
            work.visits.of(CODE),
            work.notes.of(CODE),
            work.ledger.of(CODE),
            work.recordings.all(CODE),
            work.episodes.of(CODE),
            work.episodes.transfers(CODE),
        )
        found = {str(one.id) for kind in rows for one in kind} | {str(one.id) for one in work.clips.of_family(CODE)}
    return found | {CODE, OTHER, "again"}


def left(home: Home, looked_for: set[str]) -> set[tuple[str, str]]:
    """In which columns of which tables one of these stands still, alone or as a part of something."""
    run = home.vault._db.run
    found = set()
    for (table,) in run("SELECT name FROM sqlite_master WHERE type = 'table'"):
        columns = [row[1] for row in run(f"PRAGMA table_info('{table}')")]
        for row in run(f'SELECT * FROM "{table}"'):
            for column, value in zip(columns, row, strict=True):
                said = value.decode("latin-1") if isinstance(value, bytes) else str(value)
                if any(one in said for one in looked_for):
                    found.add((table, column))
    return found


def words_in_pages(home: Home) -> bool:
    key = unlock_with_passphrase(home.folder, practice_passphrase(home.folder), FileSecrets(home.folder)).derived("store")
    pages = plain_pages(home.folder / STORE, key)
    return any(word.encode() in pages for word in (WORD, WORD.lower(), "71,39 55,12"))


def test_of_a_family_that_went_through_everything_nothing_is_left_but_what_is_said(home: Home) -> None:
    films = live(home)
    looked_for = ids_of(home) | set(films) | {WORD, WORD.lower()}
    assert {MOTHER, CHILD} < looked_for
    before = left(home, looked_for)
    assert {("audit", "subject"), ("consent", "with_whom"), ("note", "saw"), ("setting", "value"), ("hold", "reason")} < before
    assert {("summary", "about"), ("summary", "family"), ("summary_revision", "body"), ("transfer", "id"), ("episode", "id")} < before
    erase_family(home.vault, home.clock, CODE)
    with home.vault.work() as work:
        waiting = work.cards.not_wiped()
    assert {one.recording for one in waiting} == set(films[:2])
    for one in waiting:
        wiped_elsewhere(home.vault, one.card, one.source_key)
    assert home.vault.owes_tidying()  # labels of cards went with the last of them
    forget_at_start(home.vault, home.clock)
    assert left(home, looked_for) == STAYS
    assert not words_in_pages(home)
    with home.vault.work() as work:
        assert work.audit.fault() is None
        assert work.departures.fault() is None
        tombstones = work.outbox.due(999)
        assert len(tombstones) == work.outbox.counts()[KeptState.SENT] > 4
        assert {one.about for one in tombstones} == {None}
        assert {one.deed for one in work.audit.last(999) if one.salt is not None} <= {Deed.EMPTIED, None}


def test_films_on_cards_that_were_not_wiped_are_still_told(home: Home) -> None:
    film, *_ = live(home)
    erase_family(home.vault, home.clock, CODE)
    assert left(home, {film}) == {("card_film", "recording"), ("card_film", "source_key"), ("erased", "id")}
    states = home.vault._db.run("SELECT state FROM card_film")
    assert sorted(row[0] for row in states) == sorted([state.value for state in CardFilmState if state is not CardFilmState.ERASED] * 2)


def test_no_word_reaches_a_traceback(home: Home) -> None:
    """By way of a value that is printed: a key that is not found, a value that does not fit."""
    film, *_ = live(home)
    with home.vault.work() as work:
        everything = [
            work.families.get(CODE),
            *work.people.of(CODE),
            *work.visits.of(CODE),
            *work.notes.of(CODE),
            *work.ledger.of(CODE),
            *work.recordings.all(CODE),
            *work.marks.of(film),
            *work.clips.of(film),
            *work.holds.of(film),
            *work.cards.not_wiped(),
            *work.search.find(WORD),
        ]
    assert len({type(one) for one in everything}) == 11
    assert [one for one in everything if WORD in repr(one)] == []
