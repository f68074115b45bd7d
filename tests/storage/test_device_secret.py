"""The keyring in all its moods. The backends here are real `keyring` backends, written for the test."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import ClassVar

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import null
from keyring.errors import KeyringLocked, NoKeyringError, PasswordDeleteError

from app.domain.errors import ErrorCode
from storage.device_secret import TRUSTED_BACKENDS, FileSecrets, KeyringSecrets
from tests.storage.making import code_when

SECRET = secrets.token_bytes(32)


class Honest(KeyringBackend):
    """Keeps what it is given."""

    priority = 1.0
    kept: ClassVar[dict[tuple[str, str], str]] = {}

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("not there")


class Forgetful(Honest):
    """Takes writes without a word and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        return None


class Locked(Honest):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("locked")

    set_password = get_password  # type: ignore[assignment]


class Broken(Honest):
    def get_password(self, service: str, username: str) -> str | None:
        raise OSError(5, f"no bus for {username}")


class Gone(Honest):
    def get_password(self, service: str, username: str) -> str | None:
        raise NoKeyringError("gone")


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    Honest.kept.clear()


def use(monkeypatch: pytest.MonkeyPatch, backend: KeyringBackend, *, trusted: bool = True) -> KeyringSecrets:
    monkeypatch.setattr(keyring.backend, "get_all_keyring", lambda: [backend])
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    name = f"{type(backend).__module__}.{type(backend).__qualname__}"
    return KeyringSecrets((name,) if trusted else TRUSTED_BACKENDS)


def test_an_honest_keyring_keeps_and_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    place = use(monkeypatch, Honest())
    assert place.read("v") is None
    place.write("v", SECRET)
    assert place.read("v") == SECRET
    assert place.backend.endswith("Honest")
    assert SECRET.hex() in Honest.kept.values()
    place.remove("v")
    place.remove("v")
    assert place.read("v") is None


def test_a_backend_that_nobody_vouches_for_is_no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    assert code_when(lambda: use(monkeypatch, Honest(), trusted=False).write("v", SECRET)) is ErrorCode.KEYRING_MISSING
    assert Honest.kept == {}


def test_no_keyring_at_all() -> None:
    assert code_when(lambda: KeyringSecrets().backend) is ErrorCode.KEYRING_MISSING
    assert code_when(lambda: KeyringSecrets().read("v")) is ErrorCode.KEYRING_MISSING


def test_a_null_keyring_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = null.Keyring()  # type: ignore[no-untyped-call]
    assert code_when(lambda: use(monkeypatch, nothing).write("v", SECRET)) is ErrorCode.KEYRING_SILENT


def test_a_keyring_that_keeps_nothing_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert code_when(lambda: use(monkeypatch, Forgetful()).write("v", SECRET)) is ErrorCode.KEYRING_SILENT


@pytest.mark.parametrize(
    ("backend", "code"), [(Locked(), ErrorCode.KEYRING_LOCKED), (Broken(), ErrorCode.KEYRING_LOCKED), (Gone(), ErrorCode.KEYRING_MISSING)]
)
def test_a_keyring_that_will_not_answer(monkeypatch: pytest.MonkeyPatch, backend: KeyringBackend, code: ErrorCode) -> None:
    assert code_when(lambda: use(monkeypatch, backend).read("v")) is code


def test_something_else_in_its_place_is_not_taken_for_the_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    place = use(monkeypatch, Honest())
    Honest.kept["samspill", "v"] = "hunter2"
    assert place.read("v") == b""


def test_the_trusted_backends_exist_in_this_version_of_keyring() -> None:
    import importlib

    for name in TRUSTED_BACKENDS:
        module, _, kind = name.rpartition(".")
        assert issubclass(getattr(importlib.import_module(module), kind), KeyringBackend)


def test_files_for_practice(tmp_path: Path) -> None:
    place = FileSecrets(tmp_path / "new")
    assert place.read("v") is None
    place.write("v", SECRET)
    assert FileSecrets(tmp_path / "new").read("v") == SECRET
    place.remove("v")
    place.remove("v")
    assert place.read("v") is None
