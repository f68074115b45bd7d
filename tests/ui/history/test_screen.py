"""Who has seen us: true, in two languages, on screen and on paper, and without a word about holds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.audit import Deed
from app.domain.ids import FamilyCode
from app.domain.receipt import DeletionRule
from app.usecases.delete_recording import purge_now
from app.usecases.lift_hold import lift_hold
from tests.ui.films import wait_for
from tests.ui.fit import faults, passed_by
from tests.ui.history.conftest import Office
from tests.ui.privacy.conftest import said, tell
from tests.ui.reading import pdf_words
from tests.ui.scaled import again_at_two_hundred_percent
from tests.usecases.caring import CODE, Home
from ui.history.screen import DAYS_AT_A_TIME, HistoryScreen
from ui.printing import Printed
from ui.theme import DARK, LIGHT, Palette, apply_theme

SHOTS = os.environ.get("SAMSPILL_SHOTS")


def exports(home: Home) -> int:
    with home.vault.work() as work:
        return sum(one.deed is Deed.EXPORTED for one in work.audit.of(CODE))


def test_it_says_who_saw_what_when(screen: HistoryScreen) -> None:
    words = said(screen)
    assert "Den som besøker dere, har åpnet film av dere 2 ganger, sist 19. november 2026." in words
    assert "Vi har sett 1 klipp sammen med dere, 20. november 2026." in words
    assert "Ingen andre har fått se noe av filmene." in words
    assert "Én film av dere ligger på maskinen nå." in words and "senest 90 dager" in words
    assert "Åpnet av den som besøker dere: filmen fra 18. november 2026." in words
    assert "2 ganger, kl.\u00a0" in words
    assert "Sett sammen med dere: klipp fra filmen fra 18. november 2026." in words
    assert "Slettet for godt: film, klipp eller notat." in words and "Dere sa ja: samtykke gitt." in words


def test_no_word_of_holds_and_no_name(screen: HistoryScreen, office: Office) -> None:
    screen.print_button.click()
    (page,) = office.printed
    for word in ("sperr", "barnevern", "Kari", "NAVN"):
        assert word not in said(screen) and word not in page


def test_the_family_reads_it_in_its_language(screen: HistoryScreen, office: Office) -> None:
    screen.language_buttons["en"].click()
    tell(screen, "Nobody else has been given any of the films to see.")
    assert screen.print_button.text() == "Skriv ut", "the screen goes on in the language of its user"
    screen.print_button.click()
    (page,) = office.printed
    assert "Who has seen us" in page and "18 November 2026" in page and "november 2026." not in page


def test_printing_is_written_down(screen: HistoryScreen, office: Office, home: Home) -> None:
    screen.print_button.click()
    tell(screen, "Siden er sendt til skriveren")
    assert exports(home) == 1
    tell(screen, "Skrevet ut eller lagret: ord om dere, ikke film.")


@pytest.mark.parametrize(("printer", "told"), [(Printed.LEFT, ""), (Printed.NO_PRINTER, "Denne maskinen har ingen skriver")])
def test_what_was_not_printed_is_not_written_down(screen: HistoryScreen, office: Office, home: Home, printer: Printed, told: str) -> None:
    office.printer = printer
    screen.print_button.click()
    assert screen.notice.text() == told and exports(home) == 0


def test_as_a_pdf(screen: HistoryScreen, office: Office, home: Home, tmp_path: Path) -> None:
    office.place = tmp_path / "page.pdf"
    screen.language_buttons["en"].click()
    screen.save_button.click()
    tell(screen, "Siden er lagret utenfor hvelvet")
    words = pdf_words(office.place)
    assert "Who has seen us" in words and "Watched together with you" in words and CODE in words
    assert exports(home) == 1
    if SHOTS:
        office.place.rename(f"{SHOTS}/history.pdf")


def test_a_place_that_cannot_be_written_is_said(screen: HistoryScreen, office: Office, home: Home, tmp_path: Path) -> None:
    office.place = tmp_path / "none" / "page.pdf"
    screen.save_button.click()
    tell(screen, "Samspill får ikke skrive i mappen")
    assert exports(home) == 0


def test_when_the_last_film_is_gone_it_says_so(screen: HistoryScreen, home: Home) -> None:
    with home.vault.work() as work:
        (hold,) = work.holds.standing()
    lift_hold(home.vault, home.clock, hold.id, lambda: True)
    purge_now(home.vault, home.clock, hold.recording, DeletionRule.FORCED_FAMILY_ASKED)
    screen.refresh()
    tell(screen, "Det ligger ingen film av dere på maskinen nå.")
    assert "Åpnet av den som besøker dere: en film som er slettet siden." in said(screen)


def test_many_days_come_a_few_at_a_time(screen: HistoryScreen, home: Home, film: str) -> None:
    with home.vault.work() as work:
        for _ in range(2 * DAYS_AT_A_TIME):
            home.clock.turn(days=1)
            work.audit.append(home.clock.now(), Deed.OPENED, CODE, film)
        work.commit()
    screen.refresh()
    wait_for(screen.more_button.isVisible)
    before = said(screen).count("Åpnet av")
    screen.more_button.click()
    wait_for(lambda: said(screen).count("Åpnet av") > before)


def test_another_family_starts_anew(screen: HistoryScreen, home: Home) -> None:
    other = FamilyCode("XYZ77")
    with home.vault.work() as work:
        work.families.add(other, home.clock.now())
        work.commit()
    screen.show_family(other)
    assert not screen.print_button.isEnabled() and "2 ganger" not in said(screen)
    tell(screen, "Ingen har åpnet filmene av dere.")
    assert "Ingenting er gjort med film av dere ennå." in said(screen)


@pytest.mark.parametrize("spoken", ["nb", "en"], indirect=True)
@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_it_fits(screen: HistoryScreen, palette: Palette, spoken: str, qapp: QApplication) -> None:
    apply_theme(qapp, palette)
    for _ in range(3):
        QApplication.processEvents()
    if SHOTS:
        screen.grab().save(f"{SHOTS}/history-{'dark' if palette == DARK else 'light'}-{spoken}.png")
    assert faults(screen) == []
    assert passed_by(screen) == []
    apply_theme(qapp, LIGHT)


def test_at_two_hundred_percent(project: Path) -> None:
    again_at_two_hundred_percent(project, __file__, "fits and light")
