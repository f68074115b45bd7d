"""`samspill outbox` and `samspill send`: what waits with its exact bytes, and sending it to a real base on this machine."""

from __future__ import annotations

import io
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.base_ports import Invitation
from app.bootstrap import Options, SystemClock, VaultDoor
from app.cli import main
from app.domain.consent import Purpose
from app.domain.ids import FamilyCode, VisitId
from app.domain.visit import Visit, VisitKind, VisitState
from app.terminal import Exit
from app.usecases.join_team import join_team
from storage.device_secret import FileSecrets
from storage.kdf import PRACTICE
from storage.vault import create_vault
from tests.consenting import agreed
from tests.storage.making import PASSPHRASE
from tests.sync.base.live import LiveBase
from tests.sync.fault_proxy import Fault, FaultProxy, Kind

FAMILY = FamilyCode("K7Q2M")
Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def options(tmp_path: Path) -> Options:
    return Options(lambda: FileSecrets(tmp_path), PRACTICE)


@pytest.fixture
def vault(tmp_path: Path, options: Options) -> Path:
    """A family that has agreed to be counted, and a visit of yesterday."""
    made = create_vault(tmp_path / "vault", PASSPHRASE, FileSecrets(tmp_path), argon=PRACTICE).vault
    clock = SystemClock()
    agreed(made, clock, FAMILY, Purpose.STATISTICS)
    with made.work() as work:
        today = clock.now().astimezone().replace(tzinfo=None)
        work.visits.put(Visit(VisitId("visit"), FAMILY, today, VisitKind.FILM, state=VisitState.HELD, minutes=50))
        work.commit()
    made.close()
    return tmp_path / "vault"


@pytest.fixture
def here(vault: Path, options: Options, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command in this process, on a machine whose keyring is a file; its exit code and its answer."""
    monkeypatch.setattr("app.commands.VaultDoor", partial(VaultDoor, options=options))

    def run(*arguments: str, json_wanted: bool = True) -> tuple[int, Any]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSPHRASE}\n"))
        code = main([*arguments, "--vault", str(vault), "--passphrase-stdin", *(["--json"] if json_wanted else ["--language", "en"])])
        told = capsys.readouterr()
        return code, json.loads(told.out) if json_wanted else told.out + told.err

    return run


def test_what_waits_is_said_and_sent(here: Run, vault: Path, options: Options, tmp_path: Path) -> None:
    code, facts = here("outbox")
    assert code == Exit.DONE and facts["team"] is None and facts["batches"] == [] and facts["counts"]["waiting"] == 2
    assert here("send")[0] == Exit.FAILED, "in no team"
    with LiveBase(tmp_path) as base:
        session = VaultDoor(vault, options).unlock(PASSPHRASE)
        join_team(session.store, session.clock, session.team.base, Invitation(base.url, base.invite().code))
        session.close()
        code, facts = here("outbox")
        (batch,) = facts["batches"]
        assert facts["team"] == base.team and batch["items"] == 2 and len(batch["body"]) % 4096 == 0 and FAMILY not in batch["body"]
        code, said = here("outbox", json_wanted=False)
        assert "Waiting: 2" in said and "A shipment of 2 summaries, 4096 bytes" in said and base.stored() == 0
        code, facts = here("send")
        assert (code, facts["sent"], facts["waiting"], facts["trouble"], base.stored()) == (Exit.DONE, 2, 0, None, 2)
        code, said = here("send", json_wanted=False)
        assert code == Exit.DONE and "Acknowledged: 0." in said


def test_without_the_base_nothing_is_lost(
    here: Run, vault: Path, options: Options, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.usecases.pacing.FIRST_WAIT_S", 0.01)
    with LiveBase(tmp_path) as base:
        session = VaultDoor(vault, options).unlock(PASSPHRASE)
        join_team(session.store, session.clock, session.team.base, Invitation(base.url, base.invite().code))
        session.close()
    code, facts = here("send")
    assert (code, facts["sent"], facts["waiting"], facts["trouble"]) == (Exit.FAILED, 0, 2, "base_unreachable")
    code, said = here("send", json_wanted=False)
    assert "The team base cannot be reached" in said


def test_ctrl_c_does_not_wait_for_the_network(here: Run, vault: Path, options: Options, tmp_path: Path) -> None:
    """Pressed while the batch is on its way and nothing comes back: it is not called sent, and goes again."""
    stalls = iter([True])

    def weather(request: bytes) -> Fault:
        if request.startswith(b"PUT") and next(stalls, False):
            os.kill(os.getpid(), signal.SIGINT)
            return Fault(Kind.STALL)
        return Fault(Kind.NONE)

    with LiveBase(tmp_path) as base, FaultProxy(base.url, weather) as proxy:
        session = VaultDoor(vault, options).unlock(PASSPHRASE)
        join_team(session.store, session.clock, session.team.base, Invitation(proxy.url, base.invite().code))
        session.close()
        began = time.monotonic()
        code, facts = here("send")
        assert (code, facts["sent"], facts["waiting"], facts["trouble"]) == (Exit.STOPPED, 0, 2, "cancelled")
        assert time.monotonic() - began < 30, "else it is two minutes and a half"
        code, facts = here("send")
        assert (code, facts["sent"], facts["waiting"], base.stored()) == (Exit.DONE, 2, 0, 2)
