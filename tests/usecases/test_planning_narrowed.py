"""What the store leaves out when it is asked for what is due until a day is never due by then: any vault, any rules, any zone of time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.clip import Clip
from app.domain.family import ClosureReason, Family, closed
from app.domain.ids import ClipId, FamilyCode, HoldId, NoteId, RecordingId, VisitId, new_id
from app.domain.recording import Recording, RecordingState, SourceKind
from app.domain.retention import Due, Hold, Policy
from app.domain.rules_file import DEFAULTS, as_rules
from app.domain.visit import Note, Visit, VisitFilm, VisitKind, VisitState
from app.usecases.deletion_calendar import how_many, planned, soonest
from app.usecases.policy import TEAM
from storage.vault import Vault
from storage.work import VaultWork
from tests.storage import big_vault
from tests.storage.big_vault import make_big_vault
from tests.storage.making import make_vault

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ZONES = ("Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kathmandu", "Europe/Oslo", "UTC")
# Around the day that is asked for, far from it, and longer ago than a camera is believed.
_HOURS = st.one_of(st.integers(-220, 220), st.sampled_from([-24 * 400, -24 * 3000, -24 * 40, 24 * 90]))
_DAYS = st.one_of(st.integers(-9, 9), st.sampled_from([-3000, -200, -60, 90]))


@dataclass(frozen=True)
class SomeFilm:
    """Hours are counted from one noon. `visits`: when, how it went, whether it used the film, whether its note is signed."""

    came: int
    camera: int | None
    camera_knows_its_zone: bool
    state: RecordingState
    visits: list[tuple[int, VisitState, bool, bool]]
    on_hold: bool
    clips: int


@dataclass(frozen=True)
class SomeNote:
    """When it was exported, and when each addendum was."""

    out: int | None
    added: list[int | None]


@dataclass(frozen=True)
class SomeFamily:
    closed: int | None
    films: list[SomeFilm]
    notes: list[SomeNote]


_STATE = st.sampled_from([RecordingState.READY, RecordingState.READY, *RecordingState])
_VISITS = st.lists(st.tuples(_HOURS, st.sampled_from(VisitState), st.booleans(), st.booleans()), max_size=2)
_FILM = st.builds(SomeFilm, _HOURS, st.none() | _HOURS, st.booleans(), _STATE, _VISITS, st.booleans(), st.integers(0, 3))
_NOTE = st.builds(SomeNote, st.none() | _HOURS, st.lists(st.none() | _HOURS, max_size=2))
_FAMILIES = st.lists(st.builds(SomeFamily, st.none() | _DAYS, st.lists(_FILM, max_size=3), st.lists(_NOTE, max_size=3)), max_size=4)
_POLICY = st.builds(Policy, st.integers(0, 12), st.integers(0, 12), st.integers(0, 12), st.integers(0, 12)) | st.just(DEFAULTS)


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    made = make_vault(tmp_path_factory.mktemp("narrowed") / "vault").vault
    yield made
    made.close()


@contextmanager
def living_in(zone: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        yield
    time.tzset()


def at(hours: int) -> datetime:
    return NOON + timedelta(hours=hours)


def fill(work: VaultWork, families: list[SomeFamily]) -> None:
    for n, family in enumerate(families):
        code = FamilyCode(f"F{n}")
        work.families.put(Family(code, NOON))
        if family.closed is not None:
            work.families.put(closed(Family(code, NOON), NOON.date() + timedelta(family.closed), ClosureReason.COMPLETED))
        for film in family.films:
            _add_film(work, code, film)
        for note in family.notes:
            _add_note(work, _add_visit(work, code, NOON, VisitState.HELD), note)


def _add_visit(work: VaultWork, code: FamilyCode, starts: datetime, state: VisitState) -> VisitId:
    visit = VisitId(new_id())
    work.visits.put(Visit(visit, code, starts.replace(tzinfo=None), VisitKind.FILM, state=state))
    return visit


def _add_note(work: VaultWork, visit: VisitId, note: SomeNote) -> None:
    first = NoteId(new_id())
    for n, hours in enumerate([note.out, *note.added]):
        exported = None if hours is None else at(hours)
        one = NoteId(new_id()) if n else first
        work.notes.put(Note(one, visit, NOON, "", "", "", "", NOON, exported, first if n else None))


def _add_film(work: VaultWork, code: FamilyCode, film: SomeFilm) -> None:
    filmed = None if film.camera is None else at(film.camera)
    if filmed is not None and not film.camera_knows_its_zone:
        filmed = filmed.replace(tzinfo=None)
    recording = RecordingId(new_id())
    work.recordings.put(Recording(recording, code, SourceKind.FILE, film.state, at(film.came), 1, filmed, 1))
    for hours, state, used, noted in film.visits:
        visit = _add_visit(work, code, at(hours), state)
        work.visits.link(VisitFilm(visit, recording, used))
        if noted:
            _add_note(work, visit, SomeNote(hours, []))
    if film.on_hold:
        work.holds.place(Hold(HoldId(new_id()), recording, "r", "s", NOON))
    for n in range(film.clips):
        work.clips.put(Clip(ClipId(new_id()), recording, n, n + 1))


@given(_FAMILIES, _POLICY, _DAYS, st.sampled_from(ZONES))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_due_is_left_out(vault: Vault, families: list[SomeFamily], policy: Policy, days: int, zone: str) -> None:
    with living_in(zone), vault.work() as work:  # nothing is committed
        work.settings.put(TEAM, as_rules(policy, DEFAULTS).decode())
        fill(work, families)
        whole = planned(work)
        for until in {NOON.date() + timedelta(days), *(one.on for one in whole)}:
            _same(work, whole, until)


def _same(work: VaultWork, whole: list[Due], until: date) -> None:
    due = [one for one in whole if one.on <= until]
    assert planned(work, until) == due
    assert list(soonest(work, until)) == due
    assert how_many(work, until) == len(due)


def test_a_large_vault_a_part_at_a_time(tmp_path: Path) -> None:
    made = make_vault(tmp_path / "large").vault
    make_big_vault(made, big_vault.Size(families=60, visits=600, recordings=200, marks=20, clips=400, notes=300, audit=1))
    with made.work() as work:
        whole = planned(work)
        for until in {one.on + timedelta(days) for one in whole[::40] for days in (-1, 0)} | {date.min, date.max}:
            _same(work, whole, until)
    made.close()
