"""The journal summary: signed words and counts, in both languages, no names; exporting marks its notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.audit import Deed
from app.domain.errors import ErrorCode
from app.domain.family import ClosureReason, Person, PersonKind, Role
from app.domain.ids import PersonId, VisitId
from app.domain.visit import Visit, VisitKind, VisitPlace, VisitState
from app.usecases.change_family import change_family
from app.usecases.end_episode import close_episode
from app.usecases.journal_summary import _shipped, export_summary, journal_summary
from app.usecases.open_family import FamilyFacts
from app.usecases.write_note import begin_addendum, begin_note, keep_draft, sign_note
from tests.storage.making import code_when
from tests.usecases.caring import CHILD, CODE, MOTHER, NOON, Home

VISIT = VisitId("visit")
NB = """\
Besøk 21.11.2026 kl. 10.00
Familie: K7Q2M
Type: film og veiledning
Sted: hjemme
Status: holdt
Til stede: barn (5 mnd), mor
Tolk: ja
Varighet: 50 min
Reisetid: 25 min
Film tatt opp: 6 min
Klipp vist: 0

Det vi så:
Babyen ler.

Neste steg:
Ringe torsdag.

Signert {signed}

Tillegg

Det vi så:
Far var også der.

Signert {added}
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path / "vault", marker="NAVN")
    change_family(made.vault, CODE, FamilyFacts("NAVN", "NAVN", True))
    at, present = datetime(2026, 11, 21, 10), frozenset({MOTHER, CHILD})
    visit = Visit(VISIT, CODE, at, VisitKind.COMBINED, VisitPlace.HOME, VisitState.HELD, 50, 25, 6, 0, present)
    with made.vault.work() as work:
        work.visits.put(visit)
        work.commit()
    yield made
    made.vault.close()


def write(home: Home) -> None:
    note = replace(begin_note(home.clock, VISIT), saw="Babyen ler.\n", next_step=" Ringe torsdag.")
    first = sign_note(home.vault, home.clock, note)
    home.clock.turn(hours=1)
    sign_note(home.vault, home.clock, replace(begin_addendum(home.vault, home.clock, first.id), saw="Far var også der."))


def local(at: datetime) -> str:
    return at.astimezone().strftime("%d.%m.%Y kl. %H.%M")


def test_the_whole_text_in_norwegian(home: Home) -> None:
    write(home)
    expected = NB.format(signed=local(NOON), added=local(NOON + timedelta(hours=1)))
    assert journal_summary(home.vault, VISIT, "nb").text == expected


@pytest.mark.parametrize("language", ["nb", "en"])
def test_no_names_and_no_drafts(home: Home, language: str) -> None:
    write(home)
    keep_draft(home.vault, replace(begin_note(home.clock, VISIT), saw="UTKAST"))
    summary = journal_summary(home.vault, VISIT, language)
    assert (len(summary.notes), summary.drafts) == (2, 1)
    assert "NAVN" not in summary.text and "UTKAST" not in summary.text and "Babyen" not in repr(summary)


def test_both_languages_have_every_word() -> None:
    nb, en = _shipped()["nb"], _shipped()["en"]
    assert {table: set(words) for table, words in nb.items()} == {table: set(words) for table, words in en.items()}
    assert set(nb["kind"]) == set(VisitKind) and set(nb["place"]) == set(VisitPlace) and set(nb["state"]) == set(VisitState)
    assert set(nb["person"]) == {*PersonKind, *Role}


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("state", list(VisitState))
def test_every_kind_of_visit_can_be_told(home: Home, state: VisitState, role: Role | None) -> None:
    person = Person(PersonId("p"), CODE, PersonKind.CAREGIVER, role)
    with home.vault.work() as work:
        work.people.put(person)
        known = work.visits.get(VISIT)
        assert known is not None
        work.visits.put(replace(known, state=state, took_part=frozenset({person.id}), minutes=None))
        work.commit()
    text = journal_summary(home.vault, VISIT, "en").text
    assert "State: " in text and "Length" not in text and text.endswith("Clips shown: 0\n")


@pytest.mark.parametrize(
    ("born", "due", "said"),
    [
        (date(2026, 6, 1), None, "barn (5 mnd)"),
        (date(2026, 11, 7), None, "barn (2 uker)"),
        (date(2026, 11, 14), None, "barn (1 uke)"),
        (date(2026, 9, 1), date(2026, 10, 20), "barn (1 mnd, korrigert)"),
        (date(2026, 9, 1), date(2026, 12, 2), "barn (før termin)"),
        (None, None, "barn"),
        (None, date(2026, 12, 24), "barn"),
    ],
)
def test_the_age_of_a_child_on_the_day_of_the_visit(home: Home, born: date | None, due: date | None, said: str) -> None:
    with home.vault.work() as work:
        work.people.put(Person(CHILD, CODE, PersonKind.CHILD, born_on=born, due_on=due))
        work.commit()
    assert f"Til stede: {said}, mor\n" in journal_summary(home.vault, VISIT, "nb").text


def test_exporting_marks_the_signed_notes_and_is_written_down(home: Home) -> None:
    write(home)
    draft = keep_draft(home.vault, replace(begin_note(home.clock, VISIT), saw="UTKAST"))
    looked_at = journal_summary(home.vault, VISIT, "nb")
    with home.vault.work() as work:
        assert all(note.exported_at is None for note in work.notes.of_visit(VISIT))
    home.clock.turn(days=1)
    exported = export_summary(home.vault, home.clock, VISIT, "nb")
    assert exported == looked_at
    home.again()
    with home.vault.work() as work:
        marked = {note.id: note.exported_at for note in work.notes.of_visit(VISIT)}
        assert marked == {**dict.fromkeys(exported.notes, home.clock.now()), draft.id: None}
        newest = work.audit.of(CODE)[0]
        assert (newest.deed, newest.subject) == (Deed.EXPORTED, VISIT)
    close_episode(home.vault, home.clock, CODE, ClosureReason.COMPLETED)
    with home.vault.work() as work:
        assert len(work.retention.notes()) == 1, "retention counts from the export"


def test_no_note_is_exported_before_it_was_signed(home: Home) -> None:
    write(home)
    home.clock.at = datetime(2016, 1, 1, tzinfo=UTC)
    export_summary(home.vault, home.clock, VISIT, "nb")
    with home.vault.work() as work:
        assert all(note.exported_at == note.signed_at for note in work.notes.of_visit(VISIT))


def test_what_is_gone_and_what_is_not_spoken(home: Home) -> None:
    assert code_when(lambda: journal_summary(home.vault, VisitId("nowhere"), "nb")) is ErrorCode.NO_LONGER_THERE
    assert code_when(lambda: export_summary(home.vault, home.clock, VisitId("nowhere"), "nb")) is ErrorCode.NO_LONGER_THERE
    with pytest.raises(KeyError):
        journal_summary(home.vault, VISIT, "sv")
