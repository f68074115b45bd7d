"""The audit log on screen: what was done, found by kind and family, and tampering told in words, after a restart too."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtTest import QTest

from app.domain.audit import Deed
from app.domain.ids import FamilyCode, RecordingId
from app.usecases.delete_recording import delete_recording
from app.usecases.erase_family import erase_family
from tests.ui.films import wait_for
from tests.ui.privacy.conftest import said, tell
from tests.usecases.caring import CODE, TODAY, Home
from ui.jobs import Jobs
from ui.privacy.log_page import AT_A_TIME, LogPage
from ui.privacy.log_reading import KINDS, Kind
from ui.privacy.log_words import entry_words
from ui.privacy.screen import PrivacyScreen
from ui.texts import Language, set_language

OTHER = FamilyCode("B4CDE")


@pytest.fixture
def film(home: Home) -> RecordingId:
    """Filmed, opened and a clip of it shown; another family's film opened, and one deleted."""
    made = home.film(filmed_on=TODAY - timedelta(3))
    with home.vault.work() as work:
        (clip,) = work.clips.of(made)
        work.families.add(OTHER, home.clock.now())
        for hours, deed, family, subject in (
            (-72, Deed.FILMED, CODE, made),
            (-50, Deed.OPENED, CODE, made),
            (-30, Deed.PLAYED, CODE, clip.id),
            (-20, Deed.OPENED, OTHER, "another"),
            (-10, Deed.RULES_CHANGED, None, "team"),
        ):
            work.audit.append(home.clock.now() + timedelta(hours=hours), deed, family, subject)
        work.commit()
    delete_recording(home.vault, home.clock, home.film())
    return made


def log(screen: PrivacyScreen) -> LogPage:
    screen.open("log")
    page = screen.findChild(LogPage)
    assert page is not None
    wait_for(lambda: page.view is not None)
    tell(screen, "Loggen")
    return page


def test_it_says_what_was_done_and_that_it_is_whole(screen: PrivacyScreen, film: RecordingId) -> None:
    log(screen)
    tell(screen, "Loggen er hel. Kontrollert ")
    tell(screen, "Film åpnet  ·  familie K7Q2M  ·  filmen fra 18. november 2026")
    words = said(screen)
    assert "Klipp vist for foreldre  ·  familie K7Q2M  ·  filmen fra 18. november 2026" in words
    assert "Teamets lagringsregler endret" in words and "Film åpnet  ·  familie B4CDE" in words
    assert words.index("Slettet for godt") < words.index("Filmet"), "the newest first"
    assert "Loggen har 6 linjer." in words
    assert film not in words


def test_by_kind_and_by_family(screen: PrivacyScreen, film: RecordingId) -> None:
    page = log(screen)
    page.kinds.setCurrentIndex(page.kinds.findData(Kind.RULES.value))
    wait_for(lambda: "Film åpnet" not in said(screen))
    tell(screen, "Teamets lagringsregler endret")
    page.kinds.setCurrentIndex(page.kinds.findData(Kind.ALL.value))
    QTest.keyClicks(page.code, "b4cde")
    wait_for(lambda: "K7Q2M" not in said(screen))
    tell(screen, "Film åpnet  ·  familie B4CDE")
    QTest.keyClicks(page.code, "???")
    tell(screen, "Ingenting er skrevet ned her.")


def test_another_screen_leads_to_a_family(screen: PrivacyScreen, film: RecordingId) -> None:
    screen.open("log", OTHER)
    tell(screen, "Film åpnet  ·  familie B4CDE")
    assert "K7Q2M" not in said(screen)
    screen.open("log")
    tell(screen, "familie K7Q2M")


def test_a_long_log_comes_a_part_at_a_time(screen: PrivacyScreen, home: Home) -> None:
    with home.vault.work() as work:
        for _ in range(AT_A_TIME + 5):
            work.audit.append(home.clock.now(), Deed.OPENED, CODE, "film")
        work.commit()
    page = log(screen)
    tell(screen, f"Viser {AT_A_TIME}.")
    page.more_button.click()
    tell(screen, f"Viser {AT_A_TIME + 5}.")
    assert not page.more_button.isVisible()


def test_an_erased_family_leaves_empty_lines_and_a_whole_log(screen: PrivacyScreen, home: Home, film: RecordingId) -> None:
    erase_family(home.vault, home.clock, CODE)
    log(screen)
    tell(screen, "Loggen er hel.")
    tell(screen, "Hørte til en familie som er slettet.")
    assert CODE not in said(screen)
    assert "linjer tømt sammen med en familie" in said(screen)


TAMPERED = {  # what is done to the rows, and what is said
    "changed": ("UPDATE audit SET deed = 'filmed' WHERE number = 2", "Linje 2 er ikke slik den ble skrevet."),
    "another family's": ("UPDATE audit SET family = 'XYZ77' WHERE number = 4", "Linje 4 "),
    "removed": ("DELETE FROM audit WHERE number = 3", "Linje 3 "),
    "put in": (
        "INSERT INTO audit SELECT 7, inner, digest, at, deed, family, subject, salt FROM audit WHERE number = 1",
        "Linje 7 ",
    ),
    "cut off": ("DELETE FROM audit WHERE number > 4", "Linjer mangler fra og med nummer 5."),
    "emptied": (
        "UPDATE audit SET at = NULL, deed = NULL, family = NULL, subject = NULL, salt = NULL WHERE number = 2",
        "(den første er nummer 2)",
    ),
    "all gone": ("DELETE FROM audit", "Linjer mangler fra og med nummer 1."),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_tampering_is_found_by_the_next_start_and_told(home: Home, film: RecordingId, jobs: Jobs, spoken: str, how: str) -> None:
    sql, words = TAMPERED[how]
    home.vault._db.run(sql)
    home.again()
    page = LogPage(home.vault, jobs, home.clock)
    page.resize(1258, 660)
    page.show()
    page.refresh()
    wait_for(lambda: page.notice.text() == "Noen har endret loggen")
    assert words in said(page) and "Loggen er ikke hel." in said(page) and "Loggen er hel" not in said(page)
    assert "lagre dokumentasjonen nå" in said(page)
    jobs.flush()
    page.close()
    page.deleteLater()


def test_every_deed_is_of_one_kind_and_has_its_words(screen: PrivacyScreen, home: Home) -> None:
    assert sorted(deed for deeds in KINDS.values() for deed in deeds) == sorted(Deed)
    with home.vault.work() as work:
        entries = [work.audit.append(home.clock.now(), deed, CODE, "3") for deed in Deed]
        entries += [work.audit.append(home.clock.now(), Deed.RULES_CHANGED, subject=s) for s in ("team", "organisation", "footage")]
        work.commit()
    view = log(screen).view
    assert view is not None
    spoken: tuple[Language, ...] = ("en", "nb")
    for language in spoken:
        set_language(language)
        assert all(entry_words(entry, view).count("{") == 0 for entry in entries)
