"""The practice vault: films of nobody, imported as any card's, nothing left in the open, and gone in one step."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap import Options, VaultDoor
from app.domain.consent import Purpose
from app.domain.errors import Circumstance, ErrorCode
from app.domain.family import Role, age_on
from app.domain.recording import RecordingState, SourceKind
from app.ports import CancelToken, Progress
from app.usecases.consent_gate import local_day, require_family, require_filming, require_recording
from app.usecases.erase_from_card import not_wiped
from app.usecases.make_practice import PRACTICE_FAMILY
from app.usecases.unwatched import Never
from ui.services import Session


def _no_progress(done: int, total: int) -> None:
    """Nobody watches."""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder of this test's own, to be looked into."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def made(tmp_path: Path, temporary: Path, first_practice_card: Path) -> Iterator[tuple[Session, VaultDoor, list[int]]]:
    told: list[int] = []

    def lay(folder: Path, progress: Progress, _cancel: CancelToken) -> None:
        shutil.copytree(first_practice_card, folder, dirs_exist_ok=True)
        progress(1, 1)

    door = VaultDoor(tmp_path / "practice", Options(draw_card=lay))
    session = door.open_practice(lambda done, total: told.append(1000 * done // total), Never())
    yield session, door, told
    session.close()


def test_three_films_are_ready_and_no_card_waits_to_be_wiped(made: tuple[Session, VaultDoor, list[int]], temporary: Path) -> None:
    session, _, told = made
    with session.store.work() as work:
        recordings = work.recordings.all()
    assert [round(recording.duration_us / 1e6) for recording in sorted(recordings, key=lambda one: -one.duration_us)] == [40, 12, 6]
    assert {recording.state for recording in recordings} == {RecordingState.READY}
    assert {recording.source_kind for recording in recordings} == {SourceKind.PRACTICE}
    assert {recording.family for recording in recordings} == {PRACTICE_FAMILY}
    assert all(recording.has_sound and not recording.problems for recording in recordings)
    assert not_wiped(session.store) == []
    assert session.practice
    assert told == sorted(told) and told[-1] == 1000
    assert list(temporary.iterdir()) == []


def test_the_drawn_family_has_agreed_so_that_all_can_be_practised(made: tuple[Session, VaultDoor, list[int]]) -> None:
    """Film, import, look, show a parent, and see what a visit leaves in the outbox: what each asks for is there."""
    session, _, _ = made
    today = local_day(session.clock)
    with session.store.work() as work:
        child, mother = work.people.of(PRACTICE_FAMILY)
        age = age_on(child, today)
        assert age is not None and (age.months, mother.role, mother.has_responsibility) == (4, Role.MOTHER, True)
        require_filming(work, today, PRACTICE_FAMILY)
        require_family(work, today, PRACTICE_FAMILY, Purpose.STATISTICS)
        for recording in work.recordings.all():
            require_recording(work, today, recording.id, Purpose.FILM)
            require_recording(work, today, recording.id, Purpose.REPLAY)
        with pytest.raises(Circumstance, match="consent_not_given"):
            require_recording(work, today, work.recordings.all()[0].id, Purpose.TEACHING)


def test_it_opens_again_by_itself_and_one_step_throws_it_away(made: tuple[Session, VaultDoor, list[int]]) -> None:
    session, door, _ = made
    session.close()
    again = door.open_practice(_no_progress, Never())
    with again.store.work() as work:
        assert len(work.recordings.all()) == 3
    again.close()
    door.throw_practice_away()
    assert not door.folder.exists()


def test_stopped_while_drawing_nothing_remains(tmp_path: Path, temporary: Path) -> None:
    def stopped(_folder: Path, _progress: Progress, _cancel: CancelToken) -> None:
        raise Circumstance(ErrorCode.CANCELLED)

    door = VaultDoor(tmp_path / "practice", Options(draw_card=stopped))
    with pytest.raises(Circumstance) as caught:
        door.open_practice(_no_progress, Never())
    assert caught.value.code is ErrorCode.CANCELLED
    assert not door.folder.exists()
    assert list(temporary.iterdir()) == []


def test_a_real_vault_is_never_thrown_away(tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "vault.db").write_bytes(b"precious")
    with pytest.raises(Exception, match="only a practice vault"):
        VaultDoor(tmp_path / "vault").throw_practice_away()
    assert (tmp_path / "vault" / "vault.db").read_bytes() == b"precious"
