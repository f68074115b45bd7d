"""The rules page on a real vault: shorter times, rules files, the organisation's key, the colleague's code, the words of consents."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.consent import Purpose
from app.domain.fingerprint import fingerprint
from app.domain.retention import Policy
from app.usecases.consent_texts import shipped_body
from app.usecases.exit_pin import set_exit_pin
from app.usecases.policy import standing_rules, trust_organisation
from app.usecases.second_person import SecondCheck, has_second_code, set_second_code
from storage.practice import practice_passphrase
from tests.ui.films import wait_for
from tests.ui.rules.conftest import said
from tests.usecases.caring import Home
from ui.consent.text_page import TextPage
from ui.rules.change_panel import ChangePanel
from ui.rules.page import RulesPage

FILM, CLIPS = "film_keep_days_after_filming", "clip_keep_days_after_closing"


def asked(page: RulesPage) -> ChangePanel:
    wait_for(lambda: page.keep.panel is not None or page.keep.notice.isVisible())
    assert page.keep.panel is not None, page.keep.notice.text()
    return page.keep.panel


def policy(home: Home) -> Policy:
    return standing_rules(home.vault).policy


# --- how long things are kept ------------------------------------------------------------------------------------------------


def test_the_rules_in_force_are_said_with_who_set_the_limits(page: RulesPage) -> None:
    assert [box.value() for box in page.keep.days.values()] == [30, 90, 60, 30]
    assert page.keep.most[FILM].text() == "høyst 90 dager" and page.keep.days[FILM].maximum() == 90
    assert "følger med Samspill" in page.keep.limits.text()
    assert not page.keep.save_button.isEnabled() and page.keep.undo_button.isHidden()


def test_shorter_times_hold_once_what_they_take_along_was_said(page: RulesPage, home: Home) -> None:
    changes: list[None] = []
    page.changed.connect(lambda: changes.append(None))
    page.keep.days[CLIPS].setValue(1)
    assert page.keep.days[CLIPS].text() == "1 dag"
    page.keep.undo_button.click()
    page.keep.days[FILM].setValue(14)
    page.keep.save_button.click()
    panel = asked(page)
    assert not page.keep.undo_button.isVisible() and not page.keep.save_button.isEnabled(), "the question comes first"
    assert panel.lines[0] == "Film, etter at den ble tatt (det som kommer først): 14 dager, i stedet for 90 dager."
    assert panel.lines[1].startswith("2 opptak, klipp eller notater er eldre enn dette.")
    assert panel.leave_button.hasFocus(), "a key pressed twice deletes nothing"
    assert policy(home) == Policy(), "nothing holds yet"
    panel.do_button.click()
    wait_for(lambda: page.keep.notice.text() == "Reglene gjelder nå")
    assert policy(home) == Policy(30, 14, 60, 30) and changes == [None]


def test_thinking_better_of_it_changes_nothing(page: RulesPage, home: Home) -> None:
    page.keep.days[CLIPS].setValue(10)
    page.keep.save_button.click()
    panel = asked(page)
    assert len(panel.lines) == 1, "nothing goes by it: nothing is said of going"
    panel.leave_button.click()
    assert page.keep.panel is None and page.keep.days[CLIPS].value() == 10 and page.keep.save_button.isEnabled()
    page.keep.undo_button.click()
    assert page.keep.days[CLIPS].value() == 60 and not page.keep.save_button.isEnabled()
    assert policy(home) == Policy()


def test_a_file_that_keeps_longer_needs_the_organisation(page: RulesPage, home: Home, tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_bytes(b"number = 3\nfilm_keep_days_after_filming = 200\n")
    page.keep.take(rules)
    wait_for(page.keep.notice.isVisible)
    assert page.keep.notice.text() == "Reglene er ikke signert" and page.keep.panel is None
    organisation = Ed25519PrivateKey.generate()
    (tmp_path / "key.pem").write_bytes(organisation.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    page.key.take(tmp_path / "key.pem")
    wait_for(page.key.trust_button.isVisible)
    assert page.key.print.text() == fingerprint(organisation.public_key().public_bytes_raw())
    assert not standing_rules(home.vault).key, "offered, and not trusted yet"
    page.key.trust_button.click()
    wait_for(lambda: "Nøkkelen er lagt inn. Fingeravtrykket er:" in said(page.key))
    assert page.key.choose_button.isHidden(), "once"
    (tmp_path / "rules.toml.sig").write_bytes(organisation.sign(rules.read_bytes()))
    page.keep.take(tmp_path / "rules.toml.sig")
    panel = asked(page)
    assert "Signert av organisasjonen." in said(panel)
    panel.do_button.click()
    wait_for(lambda: "regelfil nummer 3" in page.keep.limits.text())
    assert policy(home) == Policy(30, 200, 60, 30) and page.keep.days[FILM].maximum() == 200


def test_the_organisation_takes_a_lost_code_away(page: RulesPage, home: Home, tmp_path: Path) -> None:
    set_second_code(home.vault, home.clock, "havregrøt", lambda _code: False)
    page.second.refresh()
    organisation = Ed25519PrivateKey.generate()
    trust_organisation(home.vault, home.clock, organisation.public_key().public_bytes_raw())
    rules = tmp_path / "rules.toml"
    rules.write_bytes(b"number = 1\nnew_second_person = true\n")
    (tmp_path / "rules.toml.sig").write_bytes(organisation.sign(rules.read_bytes()))
    page.keep.take(rules)
    panel = asked(page)
    assert panel.lines == ["Kollegaens kode fjernes. En kollega lager en ny under."] and has_second_code(home.vault)
    panel.do_button.click()
    wait_for(lambda: page.second.open_button.text() == "Lag en kode")
    assert not has_second_code(home.vault)


@pytest.mark.parametrize("there", [True, False])
def test_what_is_no_rules_file_is_said(page: RulesPage, tmp_path: Path, there: bool) -> None:
    if there:
        (tmp_path / "rules.toml").write_bytes(b"film = forever")
    page.keep.take(tmp_path / "rules.toml")
    wait_for(page.keep.notice.isVisible)
    assert page.keep.notice.text() == "Reglene kan ikke leses" and page.keep.file_button.isEnabled()


def test_what_is_no_key_is_said(page: RulesPage, tmp_path: Path) -> None:
    page.key.take(tmp_path / "nowhere.pem")
    wait_for(page.key.notice.isVisible)
    assert page.key.notice.text() == "Dette er ikke en nøkkel" and page.key.trust_button.isHidden()


# --- the colleague's code ----------------------------------------------------------------------------------------------------


def type_code(page: RulesPage, new: str, old: str = "", again: str | None = None) -> None:
    card = page.second
    if card.inside.isHidden():
        card.open_button.click()
    for field, typed in ((card.old, old), (card.new, new), (card.again, new if again is None else again)):
        if field.isVisible():
            field.line.clear()
            QTest.keyClicks(field.line, typed)


def answered(page: RulesPage) -> str:
    wait_for(lambda: page.second.inside.isEnabled() and page.second.notice.isVisible())
    return page.second.notice.text()


def test_a_colleague_makes_a_code_and_only_who_knows_it_changes_it(page: RulesPage, home: Home) -> None:
    card = page.second
    assert "Uten den kan ingenting sperres" in card.state.text()
    type_code(page, "havre", again="havre")
    assert "minst seks tegn" in card.hint.text() and not card.do_button.isEnabled()
    type_code(page, "havregrøt", again="havregryn")
    assert "begge steder" in card.hint.text() and not card.do_button.isEnabled()
    type_code(page, "havregrøt")
    QTest.keyClick(card.again.line, Qt.Key.Key_Return)
    assert answered(page) == "Koden gjelder nå"
    wait_for(lambda: card.open_button.text() == "Bytt koden")
    assert not card.new.text() and card.inside.isHidden(), "nothing of it stays on screen"
    type_code(page, "rug og bygg", old="feil kode")
    card.do_button.click()
    assert answered(page) == "Kollegaen er ikke bekreftet"
    type_code(page, "rug og bygg", old="havregrøt")
    card.do_button.click()
    assert answered(page) == "Koden gjelder nå"
    assert SecondCheck(home.vault)("rug og bygg")


@pytest.mark.parametrize("own", ["passphrase", "pin"])
def test_the_practitioners_own_are_refused(page: RulesPage, home: Home, own: str) -> None:
    set_exit_pin(home.vault, "246810")
    type_code(page, practice_passphrase(home.folder) if own == "passphrase" else "246810")
    page.second.do_button.click()
    assert answered(page) == "Koden er din egen"
    assert not has_second_code(home.vault)
    page.second.leave_button.click()
    assert not page.second.new.text() and page.second.open_button.hasFocus()


# --- the words of consents -----------------------------------------------------------------------------------------------------


def test_the_words_of_a_consent_are_put_better(page: RulesPage) -> None:
    which = Purpose.TEACHING, "nb"
    page.texts.buttons[which].click()
    editor = page.currentWidget()
    assert isinstance(editor, TextPage)
    wait_for(lambda: bool(editor.field.toPlainText()))
    editor.field.setPlainText("Vi spør om å få bruke filmen i undervisning.")
    editor.save_button.click()
    wait_for(lambda: page.currentWidget() is page.list_page)
    wait_for(lambda: page.texts.versions[which].text() == "egen, versjon 2")
    assert page.texts.uneven[Purpose.TEACHING].isVisible(), "the English one still says something else"
    assert not page.texts.versions[Purpose.TEACHING, "en"].text()
    assert page.texts.buttons[which].hasFocus()
    page.texts.buttons[which].click()
    again = page.currentWidget()
    assert isinstance(again, TextPage)
    wait_for(again.earlier.isVisible)
    assert again.field.toPlainText().startswith("Vi spør") and again.version.text() == "Versjon 2 av teksten"
    again.earlier.activated.emit(1)
    assert again.field.toPlainText() == shipped_body(*which), "what was shown before can be read"
