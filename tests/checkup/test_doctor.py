"""The doctor as a person and as a script meets it; its keyring probe; its words in both languages."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app import doctor
from app.checkup import filming
from app.checkup.filming import check_encoder
from app.checkup.finding import Finding, Standing
from app.checkup.keys import check_keyring
from app.checkup.python import check_packages, check_sqlcipher
from app.domain.errors import Circumstance, ErrorCode
from ui.texts import LANGUAGES, catalogue


class Keeper:
    """A keyring made by hand: keeps, or swallows, or is not there."""

    backend = "keyring.backends.SecretService.Keyring"

    def __init__(self, *, keeps: bool = True, fails: ErrorCode | None = None) -> None:
        self.kept: dict[str, bytes] = {}
        self._keeps, self._fails = keeps, fails

    def read(self, vault_id: str) -> bytes | None:
        return self.kept.get(vault_id)

    def write(self, vault_id: str, secret: bytes) -> None:
        if self._fails is not None:
            raise Circumstance(self._fails)
        if self._keeps:
            self.kept[vault_id] = secret

    def remove(self, vault_id: str) -> None:
        self.kept.pop(vault_id, None)


def test_a_keyring_that_keeps_is_named_and_left_clean() -> None:
    keeper = Keeper()
    (finding,) = check_keyring(keeper)
    assert (finding.standing, finding.facts["backend"]) == (Standing.GOOD, "Secret Service")
    assert keeper.kept == {}


def test_a_keyring_that_swallows_is_found_out() -> None:
    (finding,) = check_keyring(Keeper(keeps=False))
    assert finding.words == "keyring.keyring_silent"


@pytest.mark.parametrize("code", [ErrorCode.KEYRING_MISSING, ErrorCode.KEYRING_LOCKED, ErrorCode.KEYRING_SILENT])
def test_a_keyring_in_trouble_has_words_of_its_own(code: ErrorCode) -> None:
    (finding,) = check_keyring(Keeper(fails=code))
    assert finding.standing is Standing.TROUBLE
    assert f"doctor.{finding.words}.next" in catalogue()


def test_the_real_packages_and_sqlcipher_are_found_well() -> None:
    found = [*check_packages(), *check_sqlcipher()]
    assert {one.standing for one in found} == {Standing.GOOD}, found
    assert str(found[-1].facts["version"]).startswith("4.")


def test_from_the_command_line(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app.doctor", "--json", "--language", "nb"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    told = json.loads(done.stdout)
    assert done.stderr == ""
    assert done.returncode == (0 if told["well"] else 1)
    assert {"python", "starts.Qt", "sqlcipher", "keyring", "sandbox", "camera", "encoder", "room"} <= {
        one["check"] for one in told["findings"]
    }
    assert all(one["title"] and ("advice" in one) == (one["standing"] != "good") for one in told["findings"])


def test_loading_the_doctor_loads_no_qt_no_ffmpeg_and_no_sqlcipher(project: Path) -> None:
    line = "import sys, app.doctor; print(sorted({'PySide6', 'av', 'cv2', 'sqlcipher3', 'keyring', 'numpy'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", line], cwd=project, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_check_that_breaks_is_said_and_the_next_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def breaks() -> list[Finding]:
        raise ZeroDivisionError

    for name in ("check_keyring", "check_devices", "check_sandbox", "check_starts"):
        monkeypatch.setattr(doctor, name, breaks)
    findings = {one.check: one for one in doctor.examine(tmp_path)}
    assert findings["keyring"].words == "check_failed"
    assert "room" in findings


def test_every_finding_in_the_code_has_its_words(project: Path) -> None:
    source = "".join(path.read_text() for path in [*(project / "app/checkup").glob("*.py"), project / "app/doctor.py"])
    used = set(
        re.findall(
            r'"((?:library|fonts|python|package|starts|sqlcipher|swap|core_dumps|sandbox|devices|vault|room|disk_encryption)\.[a-z_0-9]+)"',
            source,
        )
    )
    assert len(used) > 25
    for words in used:
        assert f"doctor.{words}" in catalogue()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_good_says_what_to_do(language: str) -> None:
    texts = {key for key in catalogue() if key.startswith("doctor.") and key.endswith(".next")}
    assert len(texts) > 20
    assert all(catalogue()[key][language].endswith((".", "}", "-a")) for key in texts)  # type: ignore[index]


@pytest.mark.parametrize(
    ("locale", "language"), [("nb_NO.UTF-8", "nb"), ("nn_NO", "nb"), ("no_NO", "nb"), ("en_GB.UTF-8", "en"), ("C", "en"), ("node", "en")]
)
def test_it_speaks_the_systems_language(monkeypatch: pytest.MonkeyPatch, locale: str, language: str) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    assert doctor.system_language() == language


def test_the_encoder_is_tried_and_what_it_takes_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (finding,) = check_encoder()
    assert finding.words in {"encoder.fine", "encoder.slow"} and int(str(finding.facts["percent"])) > 0
    monkeypatch.setattr(filming, "_SLOW_PERCENT", 0)
    (slow,) = check_encoder()
    assert (slow.standing, slow.words) == (Standing.NOTE, "encoder.slow")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    (none,) = check_encoder()
    assert (none.standing, none.words) == (Standing.TROUBLE, "encoder.none")
