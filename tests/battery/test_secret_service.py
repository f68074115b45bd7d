"""A real Secret Service (gnome-keyring on a bus of its own): open, locked with nobody to ask, and not there at all."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.storage.making import PASSPHRASE

pytestmark = [
    pytest.mark.battery,
    pytest.mark.skipif(
        shutil.which("gnome-keyring-daemon") is None or shutil.which("dbus-run-session") is None,
        reason="gnome-keyring is not on this machine; tests/storage/test_device_secret.py has backends of its own",
    ),
]

ROUND_TRIP = """
import sys
from pathlib import Path
from app.domain.errors import Circumstance
from storage import keys
from storage.device_secret import KeyringSecrets
from storage.kdf import PRACTICE
from storage.vault import create_vault
folder, device = Path(sys.argv[1]), KeyringSecrets()
try:
    made = create_vault(folder, sys.argv[2], device, argon=PRACTICE)
    made.vault.close()
    assert keys.unlock_with_passphrase(folder, sys.argv[2], KeyringSecrets()) == made.key
    print(device.backend)
except Circumstance as error:
    print(error.code.value)
"""
UNLOCKED = "printf secret | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; sleep 1; "
LOCKED = "gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1; sleep 1; "


@pytest.mark.parametrize(
    ("service", "said"), [(UNLOCKED, "keyring.backends.SecretService.Keyring"), (LOCKED, "keyring_locked")], ids=["open", "locked"]
)
def test_with_a_secret_service(tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch, service: str, said: str) -> None:
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    command = [
        "dbus-run-session",
        "--",
        "sh",
        "-c",
        service + '"$0" "$@"',
        sys.executable,
        "-c",
        ROUND_TRIP,
        str(tmp_path / "v"),
        PASSPHRASE,
    ]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.strip() == said, done.stderr[-2000:]
    assert (tmp_path / "v" / "vault.db").exists() == (said != "keyring_locked")
