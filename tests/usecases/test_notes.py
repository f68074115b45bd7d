"""Notes: drafts as typed, signing, addenda, clocks that jump, templates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from app.domain.audit import Deed
from app.domain.errors import Bug, ErrorCode
from app.domain.ids import NoteId, VisitId
from app.domain.visit import Note, VisitKind
from app.usecases.note_templates import filled, note_templates
from app.usecases.write_note import begin_addendum, begin_note, keep_draft, sign_note
from tests.storage.making import code_when
from tests.usecases.caring import CODE, NOON, Home


@pytest.fixture
def visit(home: Home) -> VisitId:
    return home.visit_without_note()


def notes(home: Home, visit: VisitId) -> list[Note]:
    with home.vault.work() as work:
        return work.notes.of_visit(visit)


# --- drafts -----------------------------------------------------------------------------------------------------------------


def test_a_draft_is_kept_as_it_is_typed(home: Home, visit: VisitId) -> None:
    note = begin_note(home.clock, visit)
    assert keep_draft(home.vault, note) == note and notes(home, visit) == []
    for typed in ("B", "Babyen", "Babyen ler"):
        note = keep_draft(home.vault, replace(note, saw=typed))
        assert notes(home, visit) == [note]
    home.again()
    assert notes(home, visit) == [note] and note.saw == "Babyen ler"
    with home.vault.work() as work:
        assert [one.note for one in work.notes.unsigned()] == [note.id]
        assert [hit.id for hit in work.search.find("ler")] == [note.id]


@pytest.mark.parametrize("words", ["", "  \n\t"])
def test_an_emptied_draft_waits_for_nothing_and_comes_back_with_the_next_word(home: Home, visit: VisitId, words: str) -> None:
    note = keep_draft(home.vault, replace(begin_note(home.clock, visit), saw="Babyen"))
    assert keep_draft(home.vault, replace(note, saw=words)).id == note.id
    assert notes(home, visit) == []
    again = keep_draft(home.vault, replace(note, next_step="Ringe"))
    assert notes(home, visit) == [again]


@pytest.mark.parametrize("n", range(4))
def test_each_field_is_kept_and_is_a_word_of_its_own(home: Home, visit: VisitId, n: int) -> None:
    saw, parent_said, next_step, agreed_film = ("ord" if n == field else "" for field in range(4))
    note = replace(begin_note(home.clock, visit), saw=saw, parent_said=parent_said, next_step=next_step, agreed_film=agreed_film)
    keep_draft(home.vault, note)
    assert notes(home, visit) == [note]
    assert sign_note(home.vault, home.clock, note).is_signed


def test_a_draft_never_signs_itself(home: Home, visit: VisitId) -> None:
    slipped = replace(begin_note(home.clock, visit), saw="Babyen", signed_at=NOON)
    keep_draft(home.vault, slipped)
    assert not notes(home, visit)[0].is_signed


# --- signing ----------------------------------------------------------------------------------------------------------------


def test_a_note_is_signed_with_its_last_words_in_one(home: Home, visit: VisitId) -> None:
    note = keep_draft(home.vault, replace(begin_note(home.clock, visit), saw="Babyen"))
    home.clock.turn(minutes=3)
    done = sign_note(home.vault, home.clock, replace(note, saw="Babyen ler"))
    assert (done.saw, done.written_at, done.signed_at) == ("Babyen ler", NOON, NOON + timedelta(minutes=3))
    home.again()
    assert notes(home, visit) == [done]
    with home.vault.work() as work:
        newest = work.audit.of(CODE)[0]
        assert (newest.deed, newest.subject, newest.at) == (Deed.NOTE_SIGNED, note.id, done.signed_at)
        assert work.notes.unsigned() == []


@pytest.mark.parametrize("words", ["", " \n "])
def test_an_empty_note_is_not_signed(home: Home, visit: VisitId, words: str) -> None:
    empty = replace(begin_note(home.clock, visit), saw=words)
    assert code_when(lambda: sign_note(home.vault, home.clock, empty)) is ErrorCode.NOTE_EMPTY
    assert notes(home, visit) == []


def test_a_signed_note_is_never_changed(home: Home, visit: VisitId) -> None:
    note = replace(begin_note(home.clock, visit), saw="Babyen ler")
    done = sign_note(home.vault, home.clock, note)
    home.clock.turn(hours=1)
    other = replace(note, saw="Babyen gråter")
    assert sign_note(home.vault, home.clock, note) == done
    assert keep_draft(home.vault, note) == done  # a pause in typing that was told late
    assert code_when(lambda: keep_draft(home.vault, other)) is ErrorCode.NOTE_SIGNED
    assert code_when(lambda: sign_note(home.vault, home.clock, other)) is ErrorCode.NOTE_SIGNED
    assert code_when(lambda: keep_draft(home.vault, replace(note, saw=""))) is ErrorCode.NOTE_SIGNED
    assert notes(home, visit) == [done]
    with home.vault.work() as work:
        assert sum(entry.deed is Deed.NOTE_SIGNED for entry in work.audit.of(CODE)) == 1


@pytest.mark.parametrize(
    ("jump", "later"),
    [
        (timedelta(0), timedelta(0)),
        (timedelta(microseconds=1), timedelta(microseconds=1)),
        (timedelta(-1), timedelta(0)),
        (timedelta(-3650), timedelta(0)),
        (timedelta(3650), timedelta(3650)),
    ],
)
def test_no_note_is_signed_before_it_was_written(home: Home, visit: VisitId, jump: timedelta, later: timedelta) -> None:
    note = keep_draft(home.vault, replace(begin_note(home.clock, visit), saw="Babyen"))
    home.clock.at += jump
    assert sign_note(home.vault, home.clock, note).signed_at == NOON + later


# --- addenda ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jump", [timedelta(0), timedelta(hours=1), timedelta(-3650)])
def test_addenda_stand_behind_what_they_add_to_in_their_order(home: Home, visit: VisitId, jump: timedelta) -> None:
    home.clock.turn(days=1)
    first = sign_note(home.vault, home.clock, replace(begin_note(home.clock, visit), saw="Babyen"))
    chain = [first]
    for n in range(4):
        home.clock.at += jump
        added = begin_addendum(home.vault, home.clock, chain[-1].id)
        assert added.addendum_to == first.id
        chain.append(sign_note(home.vault, home.clock, replace(added, saw=f"og mer {n}")))
    assert notes(home, visit) == chain
    signings = [one.signed_at for one in chain]
    assert all(a is not None and b is not None and a < b for a, b in pairwise(signings))


def test_a_draft_is_not_added_to(home: Home, visit: VisitId) -> None:
    draft = keep_draft(home.vault, replace(begin_note(home.clock, visit), saw="Babyen"))
    with pytest.raises(Bug):
        begin_addendum(home.vault, home.clock, draft.id)


def test_what_is_gone_is_said_to_be_gone(home: Home, visit: VisitId) -> None:
    note = sign_note(home.vault, home.clock, replace(begin_note(home.clock, visit), saw="Babyen"))
    added = replace(begin_addendum(home.vault, home.clock, note.id), saw="og mer")
    with home.vault.work() as work:
        work.notes.remove(note.id)
        work.commit()
    nowhere = replace(begin_note(home.clock, VisitId("nowhere")), saw="Babyen")
    calls: tuple[Callable[[], object], ...] = (
        lambda: begin_addendum(home.vault, home.clock, NoteId("none")),
        lambda: keep_draft(home.vault, nowhere),
        lambda: sign_note(home.vault, home.clock, nowhere),
        lambda: keep_draft(home.vault, added),
        lambda: sign_note(home.vault, home.clock, added),
    )
    for call in calls:
        assert code_when(call) is ErrorCode.NO_LONGER_THERE


# --- templates --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nb", "en"])
def test_templates_ship_in_both_languages(language: str) -> None:
    templates = note_templates(language)
    assert {one.id for one in templates} == {"first_film", "guidance", "phone"}
    assert all(one.title and one.saw and one.parent_said and one.next_step for one in templates)
    with pytest.raises(KeyError):
        note_templates("sv")


@pytest.mark.parametrize(
    ("kind", "first"),
    [(VisitKind.PHONE, "phone"), (VisitKind.FIRST, "first_film"), (VisitKind.GUIDANCE, "guidance"), (None, "first_film")],
)
def test_the_fitting_template_comes_first(kind: VisitKind | None, first: str) -> None:
    assert note_templates("nb", kind)[0].id == first


def test_every_kind_of_visit_has_a_template() -> None:
    assert {kind for one in note_templates("nb") for kind in one.kinds} == set(VisitKind)


def test_a_template_leaves_what_was_written(home: Home, visit: VisitId) -> None:
    template = note_templates("nb")[0]
    note = filled(replace(begin_note(home.clock, visit), saw="Babyen ler", next_step="  "), template)
    assert (note.saw, note.parent_said, note.next_step) == ("Babyen ler", template.parent_said, template.next_step)


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("n", range(3))
def test_a_template_alone_is_no_note(home: Home, visit: VisitId, language: str, n: int) -> None:
    """Film may go once a note is signed: beginnings nobody went on from must not be enough."""
    begun = filled(begin_note(home.clock, visit), note_templates(language)[n])
    assert code_when(lambda: sign_note(home.vault, home.clock, begun)) is ErrorCode.NOTE_EMPTY
    assert keep_draft(home.vault, begun) in notes(home, visit)
    assert sign_note(home.vault, home.clock, replace(begun, saw=begun.saw + "hun ler")).is_signed
