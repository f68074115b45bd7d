"""The rules page, in both languages, light and dark, beside the rail of a 1366 x 768 screen, and at 200 %: nothing cut, all reached."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.consent import Purpose
from app.domain.errors import Circumstance, ErrorCode
from app.usecases.consent_texts import edit_text
from tests.ui.films import wait_for
from tests.ui.fit import faults, passed_by
from tests.ui.scaled import again_at_two_hundred_percent
from tests.usecases.caring import Home
from ui.consent.text_page import TextPage
from ui.rules.page import RulesPage
from ui.theme import DARK, LIGHT, Palette, apply_theme

SHOTS = os.environ.get("SAMSPILL_SHOTS")
PATIENCE_S = 3.0


def check(page: RulesPage, called: str, bring: QWidget | None = None) -> None:
    page.list_page.ensureWidgetVisible(bring or page.keep)
    deadline = time.monotonic() + PATIENCE_S
    wait_for(lambda: not faults(page) or time.monotonic() > deadline)
    if SHOTS:
        page.grab().save(f"{SHOTS}/{called}.png")
    assert faults(page) == [], called
    assert passed_by(page) == [], called
    least = page.minimumSizeHint()
    assert least.width() <= 1172 and least.height() <= 620, (called, least)


@pytest.mark.parametrize("spoken", ["nb", "en"], indirect=True)
@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_the_rules_fit(page: RulesPage, palette: Palette, spoken: str, qapp: QApplication, home: Home, tmp_path: Path) -> None:
    apply_theme(qapp, palette)
    look = f"{'dark' if palette == DARK else 'light'}-{spoken}"
    check(page, f"rules-{look}")
    page.keep.days["film_keep_days_after_filming"].setValue(14)
    page.keep.days["note_keep_days_after_export"].setValue(1)
    page.keep.save_button.click()
    wait_for(lambda: page.keep.panel is not None)
    check(page, f"rules-change-{look}", page.keep.panel)
    page.keep.notice.show_error(Circumstance(ErrorCode.POLICY_NOT_SIGNED))
    page.second.open_fields()
    page.second.notice.show_error(Circumstance(ErrorCode.SECOND_CODE_OWN))
    check(page, f"rules-second-{look}", page.second.do_button)
    check(page, f"rules-texts-{look}", page.texts.buttons[Purpose.STATISTICS, "en"])
    (tmp_path / "key.txt").write_text(Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex())
    page.key.take(tmp_path / "key.txt")
    wait_for(page.key.trust_button.isVisible)
    check(page, f"rules-key-{look}", page.footage)
    for words in ("Vi spør om å få bruke filmen i undervisning.", "Vi spør om å få vise filmen til studenter."):
        edit_text(home.vault, home.clock, Purpose.TEACHING, "nb", words)
    page.edit(Purpose.TEACHING, "nb")
    editor = page.currentWidget()
    assert isinstance(editor, TextPage)
    wait_for(editor.earlier.isVisible)
    check(page, f"rules-text-{look}")
    apply_theme(qapp, LIGHT)


def test_at_two_hundred_percent(project: Path) -> None:
    again_at_two_hundred_percent(project, __file__, "light-nb")
