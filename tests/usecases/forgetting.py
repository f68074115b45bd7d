"""Kills a withdrawal, a purge or an erasure at a chosen moment, in a process of its own, and looks at what start-up makes of it.

Run as a module it opens the vault, counts every call and return inside `storage` and the use cases while it does one thing, and ends itself
with SIGKILL at the event it was told; with 0 it prints how many there were.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import FrameType

from app.domain.audit import Deed
from app.domain.consent import Purpose
from app.domain.errors import Circumstance, ErrorCode
from app.domain.family import ClosureReason, closed
from app.domain.ids import FamilyCode
from app.domain.receipt import DeletionRule, Receipt
from app.domain.visit import VisitFilm
from app.usecases.apply_retention import apply_retention
from app.usecases.consent_gate import require
from app.usecases.destroy_films import orders
from app.usecases.erase_family import erase_family
from app.usecases.erasures import erasures
from app.usecases.forget_at_start import forget_at_start
from app.usecases.withdraw_consent import withdraw_consent
from storage import layout
from storage.check import check_open_vault
from tests.storage.making import nothing
from tests.usecases.caring import CHILD, CODE, FATHER, MOTHER, TODAY, Home

PROJECT = Path(__file__).resolve().parent.parent.parent
OTHER = FamilyCode("OTHER")
GOING = 2  # films that go, each time
DEEDS: dict[str, Callable[[Home], object]] = {
    "withdraw": lambda home: withdraw_consent(home.vault, home.clock, MOTHER, [Purpose.FILM]),
    "purge": lambda home: apply_retention(home.vault, home.clock),
    "erase": lambda home: erase_family(home.vault, home.clock, CODE),
}
RULES = {
    "withdraw": DeletionRule.WITHDRAWAL,
    "purge": DeletionRule.FILM_AFTER_FILMING,
    "erase": DeletionRule.ERASURE,
}


def make_victim(folder: Path, deed: str) -> None:
    """A vault in which `GOING` films are to go by this deed (and, in a purge, a clip and a note), and one film stays."""
    home = Home(folder)
    home.all_agree()
    long_ago = TODAY - timedelta(91 if deed == "purge" else 10)
    for _ in range(GOING):
        film = home.film(MOTHER, CHILD, filmed_on=long_ago)
        visit, _ = home.visit(film, long_ago)
    if deed == "purge":
        _, note = home.visit(on=long_ago)
        kept = home.film(MOTHER)  # its clip goes, and it stays
        with home.vault.work() as work:
            work.visits.link(VisitFilm(visit, kept, used=False))
            family = work.families.get(CODE)
            assert family is not None
            work.families.put(closed(family, TODAY - timedelta(60), ClosureReason.COMPLETED))
            work.notes.exported(note, home.clock.now() - timedelta(60))
            work.commit()
    else:
        _keep_another_film(home)
    home.vault.close()


def _keep_another_film(home: Home) -> None:
    """Of another family."""
    with home.vault.work() as work:
        work.families.add(OTHER, home.clock.now())
        work.commit()
    home.code = OTHER
    home.film(FATHER)
    home.code = CODE


def fresh_copy(folder: Path, target: Path) -> Path:
    return Path(shutil.copytree(folder, target))


def run(folder: Path, deed: str, kill_at: int = 0) -> int:
    """Do it in another process. Returns the events counted, or -1 when it was killed."""
    command = [sys.executable, "-m", "tests.usecases.forgetting", str(folder), deed, str(kill_at)]
    child = subprocess.run(command, cwd=PROJECT, stdout=subprocess.PIPE, check=False)
    if child.returncode == -signal.SIGKILL:
        return -1
    assert child.returncode == 0
    return int(child.stdout)


def check_aftermath(folder: Path, deed: str) -> str:
    """Open after a kill: decided or not, never half; what was decided is finished by the start. Returns how far it had come."""
    home = Home(folder, fresh=False)
    try:
        stage = _stage(home, deed)
        _assert_whole(home, deed, stage)
        forget_at_start(home.vault, home.clock)
        if stage == "not begun":
            assert deed == "purge" or _going(home) == GOING
            DEEDS[deed](home)
        _assert_finished(home, deed)
        assert check_open_vault(home.vault, nothing) == []
    finally:
        home.vault.close()
    assert (folder / layout.BALLAST).stat().st_size == layout.BALLAST_BYTES
    return stage


def decided(folder: Path, deed: str) -> bool:
    """Whether a kill came after the decision. All of a decision is there, or nothing of it."""
    home = Home(folder, fresh=False)
    try:
        stage = _stage(home, deed)
        _assert_whole(home, deed, stage)
    finally:
        home.vault.close()
    return stage != "not begun"


def _stage(home: Home, deed: str) -> str:
    with home.vault.work() as work:
        waiting, intents = orders(work), erasures(work)
        decided = bool(waiting or intents or work.receipts.all())
    if not decided:
        return "not begun"
    gone = GOING - _going(home)
    if waiting or intents or gone < GOING:
        return "rows left" if gone == GOING and intents else "decided" if gone == 0 else "half way"
    return "finished"


def _going(home: Home) -> int:
    """How many of the films that are to go are still there."""
    with home.vault.work() as work:
        return sum(one.size_bytes == 100 and one.family == CODE and one.filmed_at is not None for one in work.recordings.all())


def _assert_whole(home: Home, deed: str, stage: str) -> None:
    """The withdrawal counts for the gate exactly when the films are ordered; of notes and clips all go with the decision, or none."""
    with home.vault.work() as work:
        if deed == "withdraw":
            assert (_refusal(lambda: require(work, TODAY, Purpose.FILM, [MOTHER])) is ErrorCode.CONSENT_WITHDRAWN) == (stage != "not begun")
        if deed == "purge":
            done = stage != "not begun"
            assert len(work.notes.of(CODE)) == GOING + int(not done)
            by_rule = {receipt.rule for receipt in work.receipts.all()} - {RULES[deed]}
            assert by_rule == ({DeletionRule.CLIP_AFTER_CLOSING, DeletionRule.NOTE_AFTER_EXPORT} if done else set())
        assert work.audit.fault() is None


def _refusal(call: Callable[[], None]) -> ErrorCode | None:
    try:
        call()
    except Circumstance as error:
        return error.code
    return None


def _assert_finished(home: Home, deed: str) -> None:
    """All gone, each film with exactly one receipt and one deed; the other film is untouched."""
    with home.vault.work() as work:
        receipts: list[Receipt] = [one for one in work.receipts.all() if one.rule is RULES[deed]]
        assert [(one.marks, one.clips, one.film_bytes) for one in receipts] == [(2, 1, 100)] * GOING
        of_words = [one.family for one in work.receipts.all() if one.rule is DeletionRule.FAMILY_ERASED]
        assert of_words == [CODE] * (deed == "erase")
        assert (orders(work), erasures(work)) == ([], [])
        assert len(work.recordings.all()) == 1
        kept = work.recordings.all()[0]
        deleted = [one.subject for one in work.audit.of(CODE) if one.deed is Deed.DELETED]
        assert len(deleted) == len(set(deleted)) == {"withdraw": GOING, "purge": GOING + 2, "erase": 0}[deed]
        assert (work.families.get(CODE) is None) == (deed == "erase")
        assert work.audit.fault() is None
        files = {row.file for row in work.reels.all()}
    assert not home.vault.owes_tidying()
    home.vault.open_reel(kept.id).close()
    assert {path.name.removesuffix("-journal") for path in (home.folder / layout.REELS).iterdir()} == files


def _do_and_count(folder: Path, deed: str, kill_at: int) -> None:
    home = Home(folder, fresh=False)
    inside = (f"{os.sep}storage{os.sep}", f"{os.sep}usecases{os.sep}")
    events = 0

    def count(frame: FrameType, _event: str, _what: object) -> None:
        nonlocal events
        name = frame.f_code.co_filename
        if "tests" not in name and any(part in name for part in inside):
            events += 1
            if events == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)
    DEEDS[deed](home)
    sys.setprofile(None)
    print(events, flush=True)
    home.vault.close()


if __name__ == "__main__":
    _do_and_count(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
