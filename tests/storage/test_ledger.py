"""The ledger of consents, holds, what was erased, and the facts that the rules of retention are fed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.appearance import Appearance
from app.domain.clip import Clip
from app.domain.consent import Consent, ConsentText, Purpose
from app.domain.errors import Bug
from app.domain.family import FamilyState
from app.domain.ids import ClipId, ConsentId, ConsentTextId, FamilyCode, HoldId, NoteId, PersonId, RecordingId, VisitId
from app.domain.recording import RecordingState
from app.domain.retention import ClipFacts, FilmFacts, Hold, NoteFacts
from app.domain.visit import VisitFilm, VisitState
from storage.vault import Vault
from storage.work import VaultWork
from tests.storage.keep_store import ADDENDUM, BABY, CONSENT, FULL_FAMILY, HOLD, MOTHER, NOTE, RECORDING, TEXT, VISIT, keep_family
from tests.storage.making import FAMILY, NOW

DAY = date(2026, 11, 21)
OPEN = replace(FULL_FAMILY, state=FamilyState.OPEN, closed_on=None, closure_reason=None)
FILM = replace(CONSENT, id=ConsentId("film"), purpose=Purpose.FILM, with_whom="", withdrawn_at=None, expires_on=DAY)


def put_all(work: VaultWork) -> None:
    work.families.add(FAMILY, NOW)
    work.recordings.put(RECORDING)
    keep_family(work)


def newer(consent: Consent, **changes: object) -> Consent:
    return replace(consent, id=ConsentId("newer"), given_at=consent.given_at + timedelta(seconds=1), **changes)  # type: ignore[arg-type]


def test_texts_have_versions(vault: Vault) -> None:
    texts = [
        ConsentText(ConsentTextId(f"t{n}"), Purpose.FILM, language, n, f"{n}", NOW) for n, language in ((1, "nb"), (2, "nb"), (3, "en"))
    ]
    with vault.work() as work:
        for text in texts:
            work.ledger.add_text(text)
        work.ledger.add_text(replace(texts[0], body="never written over"))
        assert work.ledger.text(texts[0].id) == texts[0]
        assert work.ledger.newest_text(Purpose.FILM, "nb") == texts[1]
        assert work.ledger.newest_text(Purpose.FILM, "en") == texts[2]
        assert work.ledger.newest_text(Purpose.REPLAY, "nb") is None
        assert work.ledger.texts(Purpose.FILM, "nb") == [texts[1], texts[0]] and work.ledger.texts(Purpose.REPLAY, "nb") == []
        with pytest.raises(Bug):
            work.ledger.add_text(replace(texts[0], id=ConsentTextId("another")))


def test_a_text_that_a_consent_leans_on_must_be_there(vault: Vault) -> None:
    with vault.work() as work:
        put_all(work)
        with pytest.raises(Bug):
            work.ledger.add(replace(FILM, text=ConsentTextId("none")))


def test_a_consent_is_withdrawn_once_and_never_changed(vault: Vault) -> None:
    with vault.work() as work:
        put_all(work)
        work.ledger.add(FILM)
        work.ledger.add(replace(FILM, expires_on=None))
        assert work.ledger.get(FILM.id) == FILM
        assert work.ledger.withdraw(FILM.id, NOW)
        assert not work.ledger.withdraw(FILM.id, NOW + timedelta(1))
        assert not work.ledger.withdraw(ConsentId("none"), NOW)
        assert work.ledger.get(FILM.id) == replace(FILM, withdrawn_at=NOW)


def test_consents_by_family_by_people_and_by_recording(vault: Vault) -> None:
    with vault.work() as work:
        put_all(work)
        hers = newer(FILM, person=MOTHER.id)
        work.ledger.add(hers)
        assert work.ledger.of(FAMILY) == [CONSENT, hers]
        assert work.ledger.of(FamilyCode("B2B")) == []
        assert work.ledger.of_people([BABY.id, PersonId("none")]) == [CONSENT]
        assert work.ledger.of_people([]) == []
        assert work.ledger.of_recording(RECORDING.id) == [CONSENT, hers]
        work.appearances.remove(RECORDING.id, BABY.id)
        assert work.ledger.of_recording(RECORDING.id) == [hers]


@pytest.mark.parametrize(("first", "last", "found"), [(0, 0, True), (-5, 5, True), (-5, -1, False), (1, 5, False)])
def test_expiring(vault: Vault, first: int, last: int, found: bool) -> None:
    with vault.work() as work:
        put_all(work)
        work.families.put(OPEN)
        work.ledger.add(FILM)
        span = (DAY + timedelta(first), DAY + timedelta(last))
        assert work.ledger.expiring(*span) == ([FILM] if found else [])
        work.families.put(FULL_FAMILY)  # closed: nobody is to be asked
        assert work.ledger.expiring(*span) == []


@pytest.mark.parametrize("change", ["newer", "withdrawn"])
def test_what_was_replaced_or_withdrawn_does_not_expire(vault: Vault, change: str) -> None:
    with vault.work() as work:
        put_all(work)
        work.families.put(OPEN)
        work.ledger.add(FILM)
        if change == "newer":
            work.ledger.add(newer(FILM, expires_on=None))
        else:
            work.ledger.withdraw(FILM.id, NOW)
        assert work.ledger.expiring(DAY, DAY) == []


def test_in_force_counts_what_covers_the_day(vault: Vault) -> None:
    with vault.work() as work:
        put_all(work)
        work.ledger.add(FILM)
        work.ledger.add(replace(FILM, id=ConsentId("hers"), person=MOTHER.id, expires_on=None))
        for day, film in ((DAY, 2), (DAY + timedelta(1), 1)):
            assert work.ledger.in_force(day) == {purpose: film if purpose is Purpose.FILM else 0 for purpose in Purpose}
        work.ledger.add(newer(FILM, withdrawn_at=NOW))
        assert work.ledger.in_force(DAY)[Purpose.FILM] == 1


def test_holds_are_lifted_once(vault: Vault) -> None:
    with vault.work() as work:
        put_all(work)
        second = Hold(HoldId("second"), RECORDING.id, "retten", "K. Lie", NOW + timedelta(1))
        work.holds.place(second)
        work.holds.place(second)
        assert work.holds.of(RECORDING.id) == work.holds.standing() == [HOLD, second]
        assert work.holds.lift(HOLD.id, NOW)
        assert not work.holds.lift(HOLD.id, NOW + timedelta(9))
        assert work.holds.standing() == [second]
        assert work.holds.of(RECORDING.id) == [replace(HOLD, lifted_at=NOW), second]


def test_erased_ids_stay(vault: Vault) -> None:
    with vault.work() as work:
        work.erased.add(["a", "b"], NOW)
        work.erased.add(["b", "c"], NOW)
        assert work.erased.all() == {"a", "b", "c"}
        assert (work.erased.holds("b"), work.erased.holds("d")) == (True, False)


FACTS = FilmFacts(RECORDING.id, FAMILY, date(2026, 11, 20), VISIT.starts_at.date(), True, True)


def test_facts_of_a_film(vault: Vault) -> None:
    with vault.work() as work:
        put_all(work)
        assert work.retention.films() == [FACTS]
        work.holds.lift(HOLD.id, NOW)
        assert work.retention.films() == [FACTS._replace(on_hold=False)]
        work.visits.unlink(VisitFilm(VISIT.id, RECORDING.id, True))
        assert work.retention.films() == [FACTS._replace(on_hold=False, last_guidance_on=None)]
        work.visits.unlink(VisitFilm(VISIT.id, RECORDING.id, False))
        assert work.retention.films() == [FACTS._replace(on_hold=False, last_guidance_on=None, has_signed_note=False)]


def test_guidance_counts_when_it_was_held_and_the_last_one_counts(vault: Vault) -> None:
    later = replace(VISIT, id=VisitId("later"), starts_at=VISIT.starts_at + timedelta(9))
    planned = replace(VISIT, id=VisitId("planned"), starts_at=VISIT.starts_at + timedelta(20), state=VisitState.PLANNED)
    with vault.work() as work:
        put_all(work)
        for visit in (later, planned):
            work.visits.put(visit)
            work.visits.link(VisitFilm(visit.id, RECORDING.id, True))
        assert work.retention.films() == [FACTS._replace(last_guidance_on=later.starts_at.date())]


def test_a_draft_is_no_signed_note(vault: Vault) -> None:
    with vault.work() as work:
        put_all(work)
        work.notes.remove(NOTE.id)
        work.notes.put(replace(NOTE, id=NoteId("draft"), signed_at=None))
        assert work.retention.films() == [FACTS._replace(has_signed_note=False)]


@pytest.mark.parametrize(
    ("state", "known"),
    [(state, state not in (RecordingState.DESTROYING, RecordingState.FILMING)) for state in RecordingState],
)
def test_films_in_each_state(vault: Vault, state: RecordingState, known: bool) -> None:
    with vault.work() as work:
        put_all(work)
        work.recordings.set_state(RECORDING.id, state)
        assert bool(work.retention.films()) is known


def test_a_film_without_a_date_counts_from_its_import_on_the_local_day(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", "Europe/Oslo")
    time.tzset()
    try:
        with vault.work() as work:
            put_all(work)
            work.recordings.put(replace(RECORDING, filmed_at=None, imported_at=NOW.replace(hour=23, minute=30)))
            assert work.retention.films()[0].filmed_on == date(2026, 11, 22)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_facts_of_clips_are_those_of_closed_families(vault: Vault) -> None:
    clip = Clip(ClipId("c"), RECORDING.id, 1, 2)
    with vault.work() as work:
        put_all(work)
        work.clips.put(clip)
        assert work.retention.clips() == [ClipFacts(clip.id, RECORDING.id, FAMILY, FULL_FAMILY.closed_on, True, True)]
        work.families.put(OPEN)
        assert work.retention.clips() == []


def test_facts_of_notes_wait_for_their_addenda(vault: Vault) -> None:
    facts = NoteFacts(NOTE.id, FAMILY, FULL_FAMILY.closed_on, None, on_hold=True, has_film=True)
    with vault.work() as work:
        put_all(work)
        assert work.retention.notes() == [facts]
        work.notes.exported(ADDENDUM.id, NOW + timedelta(5))
        assert work.retention.notes() == [facts._replace(exported_on=(NOW + timedelta(5)).date())]
        work.notes.exported(NOTE.id, NOW + timedelta(7))
        assert work.retention.notes() == [facts._replace(exported_on=(NOW + timedelta(7)).date())]
        work.notes.remove(ADDENDUM.id)
        work.holds.lift(HOLD.id, NOW)
        assert work.retention.notes() == [facts._replace(exported_on=(NOW + timedelta(7)).date(), on_hold=False)]
        work.families.put(OPEN)
        assert work.retention.notes() == []


def test_appearances_of_somebody_unknown_are_a_bug(vault: Vault) -> None:
    with vault.work() as work:
        put_all(work)
        with pytest.raises(Bug):
            work.appearances.put(Appearance(RECORDING.id, PersonId("nobody")))
        with pytest.raises(Bug):
            work.appearances.put(Appearance(RecordingId("none"), BABY.id))
        assert work.ledger.text(TEXT.id) == TEXT
