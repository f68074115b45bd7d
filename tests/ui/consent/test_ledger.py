"""The ledger through real widgets on a real vault: giving, signing, taking back wholly or in part, and the words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QPushButton

from app.domain.consent import Consent, OtherParent, Purpose, SignedHow
from app.domain.ids import FamilyCode, PersonId
from app.usecases.place_hold import place_hold
from tests.ui.films import wait_for
from tests.ui.reading import words_in
from tests.usecases.caring import CHILD, CODE, FATHER, MOTHER, NEIGHBOUR, TODAY, Home
from ui.consent.give_page import GivePage
from ui.consent.screen import LedgerScreen
from ui.consent.signature import SignaturePad
from ui.consent.text_page import TextPage
from ui.consent.withdraw_page import WithdrawPage


def press(button: QPushButton) -> None:
    wait_for(lambda: button.isEnabled() and button.isVisible())
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


def write(pad: SignaturePad) -> None:
    for start, end in ((QPoint(20, 40), QPoint(120, 90)), (QPoint(60, 30), QPoint(60, 30))):
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=start)
        QTest.mouseMove(pad, end)
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=end)


def given(home: Home, person: PersonId) -> list[Consent]:
    with home.vault.work() as work:
        return work.ledger.of_people([person])


def giving(screen: LedgerScreen, person: PersonId, purpose: Purpose) -> GivePage:
    press(screen.buttons[person, purpose, ""])
    page = screen.currentWidget()
    assert isinstance(page, GivePage)
    wait_for(lambda: bool(page.text.text()))
    return page


def withdrawing(screen: LedgerScreen, button: QPushButton) -> WithdrawPage:
    press(button)
    page = screen.currentWidget()
    assert isinstance(page, WithdrawPage)
    wait_for(page.withdraw_button.isEnabled)
    return page


def again(home: Home, screen: LedgerScreen) -> None:
    screen.ledger = None
    screen.refresh()
    wait_for(lambda: screen.ledger is not None)


def test_everything_is_off_until_it_is_given(screen: LedgerScreen) -> None:
    said = words_in(screen)
    assert said.count("Ikke gitt") == 4 * len(Purpose)
    assert "Før dere kan filme: Barnet, Far og Mor har ikke sagt ja." in said
    assert len(screen.buttons) == 4 * len(Purpose)


def test_the_keyboard_stands_on_the_first_thing_to_do(screen: LedgerScreen, home: Home) -> None:
    screen.show_family(screen.ledger.family if screen.ledger else CODE)
    screen.take_keyboard()
    wait_for(screen.turn_button.hasFocus)


def test_signed_on_screen_by_an_adult_in_the_parents_language(screen: LedgerScreen, home: Home) -> None:
    heard: list[bool] = []
    screen.changed.connect(lambda: heard.append(True))
    page = giving(screen, MOTHER, Purpose.FILM)
    assert page.text.text().startswith("Vi vil gjerne filme")
    press(page.en)
    assert (page.en.isChecked(), page.nb.isChecked()) == (True, False)
    assert page.text.text().startswith("We would like to film")
    write(page.pad)
    page.interpreter.setChecked(True)
    press(page.enter_button)
    wait_for(lambda: bool(heard) and screen.currentWidget() is screen.list_page)
    (consent,) = given(home, MOTHER)
    assert consent.strokes.count(";") == 1 and consent.interpreter and consent.how is SignedHow.SCREEN
    with home.vault.work() as work:
        text = work.ledger.text(consent.text)
    assert text is not None and text.language == "en"
    wait_for(lambda: "Gitt 21. november 2026 · med tolk" in words_in(screen))
    wait_for(lambda: screen.focusWidget() is screen.buttons[MOTHER, Purpose.FILM, ""])
    assert screen.notice.text() == "Samtykket er ført inn"


def test_without_a_signature_it_is_refused_in_words_and_nothing_typed_is_lost(screen: LedgerScreen, home: Home) -> None:
    page = giving(screen, MOTHER, Purpose.FILM)
    page.ends.setChecked(True)
    press(page.enter_button)
    wait_for(lambda: bool(page.notice.text()))
    assert page.notice.text() == "Samtykket er ikke signert"
    write(page.pad)
    press(page.wipe_button)
    assert page.pad.strokes() == ""
    write(page.pad)
    press(page.enter_button)
    wait_for(lambda: screen.currentWidget() is screen.list_page)
    assert given(home, MOTHER)[0].expires_on == TODAY.replace(year=2027)


def test_for_a_child_by_keyboard_alone_signed_on_paper(screen: LedgerScreen, home: Home) -> None:
    page = giving(screen, CHILD, Purpose.FILM)
    assert [page.giver.itemText(at) for at in range(page.giver.count())] == ["Far", "Mor"]
    press(page.paper)
    assert page.kept_at.isVisible() and not page.pad.isVisible()
    page.kept_at.setFocus()
    QTest.keyClicks(page.kept_at, "Perm 3")
    QTest.keyClick(page.kept_at, Qt.Key.Key_Return)
    wait_for(lambda: page.notice.text() == "Den andre forelderen er ikke nevnt")
    page.other.setFocus()
    QTest.keyClick(page.other, Qt.Key.Key_Down)
    press(page.enter_button)
    wait_for(lambda: screen.currentWidget() is screen.list_page)
    (consent,) = given(home, CHILD)
    assert (consent.giver, consent.how, consent.kept_at, consent.strokes) == (FATHER, SignedHow.PAPER, "Perm 3", "")
    assert consent.other_parent is OtherParent.AGREES
    wait_for(lambda: "av Far · på papir: Perm 3" in words_in(screen))


def test_a_child_without_anybody_responsible_cannot_be_signed_for(screen: LedgerScreen, home: Home) -> None:
    with home.vault.work() as work:
        for parent in (MOTHER, FATHER):
            work.people.remove(parent)
        work.commit()
    again(home, screen)
    page = giving(screen, CHILD, Purpose.FILM)
    assert page.notice.isVisible() and not page.enter_button.isEnabled()


def test_a_purpose_that_names_somebody_asks_for_the_name_and_may_be_given_to_two(screen: LedgerScreen, home: Home) -> None:
    for who in ("Kari", "Ola"):
        page = giving(screen, MOTHER, Purpose.NAMED_SUPERVISOR)
        write(page.pad)
        press(page.enter_button)
        assert page.notice.text() == "Navnet mangler"
        QTest.keyClicks(page.with_whom, who)
        press(page.enter_button)
        wait_for(lambda: screen.currentWidget() is screen.list_page)
        wait_for(lambda who=who: (MOTHER, Purpose.NAMED_SUPERVISOR, who) in screen.buttons)  # type: ignore[misc]
    taking = withdrawing(screen, screen.buttons[MOTHER, Purpose.NAMED_SUPERVISOR, "Ola"])
    assert [tick.text() for tick, _line in taking.ticks if tick.isChecked()] == ["Vise til en veileder: Ola"]
    press(taking.withdraw_button)
    wait_for(lambda: taking.leave_button.text() == "Tilbake til samtykkene")
    assert {one.with_whom: one.withdrawn_at is not None for one in given(home, MOTHER)} == {"Kari": False, "Ola": True}


def test_taking_back_film_says_what_goes_and_gives_the_receipt(screen: LedgerScreen, home: Home) -> None:
    home.all_agree()
    going, staying = home.film(MOTHER), home.film(FATHER)
    held = home.film(MOTHER)
    place_hold(home.vault, home.clock, held, "barnevern", "Kari", lambda: True)
    again(home, screen)
    page = withdrawing(screen, screen.buttons[MOTHER, Purpose.FILM, ""])
    said = words_in(page)
    assert "1 film, med markeringer og klipp" in said and "1 film er sperret" in said
    assert home.films() == {going, staying, held}, "looking changes nothing"
    press(page.withdraw_button)
    wait_for(lambda: home.films() == {staying, held} and page.leave_button.isEnabled())
    said = words_in(page)
    assert "Slettet: film fra familie K7Q2M" in said and "1 film er sperret" in said
    assert not page.withdraw_button.isVisible()
    press(page.leave_button)
    wait_for(lambda: "Mor har trukket samtykket" in words_in(screen))
    wait_for(lambda: screen.focusWidget() is screen.buttons[MOTHER, Purpose.FILM, ""])


def test_wholly_takes_all_and_in_part_only_what_is_ticked(screen: LedgerScreen, home: Home) -> None:
    for purpose in (Purpose.SERVICE, Purpose.REPLAY, Purpose.TEACHING):
        home.agree(MOTHER, purpose)
    again(home, screen)
    page = withdrawing(screen, screen.all_buttons[MOTHER])
    assert all(tick.isChecked() for tick, _line in page.ticks)
    film, service = page.ticks[1][0], page.ticks[0][0]
    assert (service.text(), film.text()) == ("Oppfølging", "Bli filmet")
    film.setChecked(False)
    service.setChecked(False)
    wait_for(lambda: "Ingen film slettes" in words_in(page))
    assert "Slettes med en gang" not in words_in(page)
    press(page.withdraw_button)
    wait_for(lambda: page.leave_button.text() == "Tilbake til samtykkene")
    assert {one.purpose for one in given(home, MOTHER) if one.withdrawn_at is None} == {Purpose.SERVICE}
    press(page.leave_button)
    wait_for(lambda: screen.ledger is not None and bool(screen.all_buttons))
    again(home, screen)
    page = withdrawing(screen, screen.all_buttons[MOTHER])
    press(page.withdraw_button)
    wait_for(lambda: page.leave_button.text() == "Tilbake til samtykkene")
    assert all(one.withdrawn_at is not None for one in given(home, MOTHER))


def test_nothing_ticked_is_nothing_to_take_back(screen: LedgerScreen, home: Home) -> None:
    assert NEIGHBOUR not in screen.all_buttons, "nothing to take back, no button"
    home.agree(NEIGHBOUR)
    again(home, screen)
    page = withdrawing(screen, screen.all_buttons[NEIGHBOUR])
    for tick in page.findChildren(QCheckBox):
        tick.setChecked(False)
    assert not page.withdraw_button.isEnabled()


@pytest.mark.parametrize(
    ("days", "words"), [(15, "til og med 6. desember 2026"), (14, "går snart ut, 5. desember 2026"), (-1, "Gikk ut 21. november 2026")]
)
def test_what_runs_out_is_said(screen: LedgerScreen, home: Home, days: int, words: str) -> None:
    home.agree(MOTHER, until=TODAY + timedelta(max(days, 0)))
    if days < 0:
        home.clock.turn(days=1)
    again(home, screen)
    wait_for(lambda: words in words_in(screen))


def test_the_words_can_be_put_better_and_what_was_typed_stays(screen: LedgerScreen, home: Home) -> None:
    page = giving(screen, MOTHER, Purpose.TEACHING)
    write(page.pad)
    drawn = page.pad.strokes()
    press(page.edit_button)
    editor = screen.currentWidget()
    assert isinstance(editor, TextPage)
    wait_for(lambda: bool(editor.field.toPlainText()))
    assert editor.field.height() >= 320, "a whole text can be read at once"
    editor.field.setPlainText("Bare for studenter.")
    press(editor.save_button)
    wait_for(lambda: page.text.text() == "Bare for studenter.")
    assert screen.currentWidget() is page and page.pad.strokes() == drawn
    assert page.version.text() == "Versjon 2 av teksten"
    press(page.edit_button)
    second = screen.currentWidget()
    assert isinstance(second, TextPage)
    press(second.shipped_button)
    wait_for(lambda: page.version.text() == "Versjon 3 av teksten")


def test_an_answer_for_another_family_is_let_go(screen: LedgerScreen) -> None:
    screen.show_family(CODE)
    screen.show_family(FamilyCode("B4CDE"))  # before the answer for the first could come
    wait_for(lambda: screen.ledger is not None)
    assert screen.ledger is not None and screen.ledger.family == "B4CDE"
    assert "legg inn barnet og omsorgspersonene" in words_in(screen) and not screen.buttons


def test_the_first_consents_are_signed_one_after_the_other(screen: LedgerScreen, home: Home) -> None:
    home.agree(FATHER)
    again(home, screen)
    press(screen.turn_button)
    expected = [(FATHER, Purpose.REPLAY), (MOTHER, Purpose.FILM), (MOTHER, Purpose.REPLAY), (CHILD, Purpose.FILM), (CHILD, Purpose.REPLAY)]
    for left, (person, purpose) in reversed(list(enumerate(reversed(expected)))):
        page = screen.currentWidget()
        assert isinstance(page, GivePage) and (page._person.id, page._purpose) == (person, purpose)
        assert ({4: "4 samtykker til", 1: "Ett samtykke til"}.get(left, "") in words_in(page)) and (
            "til etter dette" in words_in(page)
        ) is (left > 0)
        wait_for(lambda page=page: bool(page.text.text()))  # type: ignore[misc]
        write(page.pad)
        page.giver.setCurrentIndex(page.giver.findData(MOTHER if person == CHILD else person))
        if person == CHILD:
            page.other.setCurrentIndex(page.other.findData(OtherParent.AGREES))
        press(page.enter_button)
        wait_for(lambda page=page: screen.currentWidget() is not page)  # type: ignore[misc]
    wait_for(lambda: screen.currentWidget() is screen.list_page and screen._first.isHidden())
    wait_for(next(iter(screen.buttons.values())).hasFocus)
    assert screen.list_page.verticalScrollBar().value() == 0, "that all have agreed is said at the top"
    assert {(one.person, one.purpose) for person in (MOTHER, FATHER, CHILD) for one in given(home, person)} == {
        *expected,
        (FATHER, Purpose.FILM),
    }


def test_whoever_leaves_a_page_ends_the_turn(screen: LedgerScreen) -> None:
    press(screen.turn_button)
    page = screen.currentWidget()
    assert isinstance(page, GivePage)
    press(page.leave_button)
    wait_for(lambda: screen.currentWidget() is screen.list_page)
    assert screen._turn == []


def test_everybody_signed_one_sheet_of_paper(screen: LedgerScreen, home: Home) -> None:
    press(screen.paper_button)
    wait_for(screen.paper.isVisible)
    screen.paper.kept_at.setText("folder 3")
    screen.paper.other.setCurrentIndex(screen.paper.other.findData(OtherParent.AGREES.value))
    press(screen.paper.enter_button)
    wait_for(lambda: not screen.paper.isVisible() and "Alle har sagt ja til å bli filmet." in words_in(screen))
    assert [(one.how, one.kept_at) for one in given(home, CHILD)] == [(SignedHow.PAPER, "folder 3")]
    assert not screen.paper_button.isVisible() and screen.turn_button.isVisible(), "watching together is still to be signed"


def test_a_consent_that_runs_out_is_given_anew_before_it_does(screen: LedgerScreen, home: Home) -> None:
    home.agree(MOTHER, Purpose.NAMED_SUPERVISOR, until=TODAY + timedelta(3))
    again(home, screen)
    press(screen.renew_buttons[MOTHER, Purpose.NAMED_SUPERVISOR, "Kari"])
    page = screen.currentWidget()
    assert isinstance(page, GivePage) and page.with_whom.text() == "Kari"
    wait_for(lambda: bool(page.text.text()))
    home.clock.turn(hours=1)
    write(page.pad)
    press(page.enter_button)
    wait_for(lambda: screen.currentWidget() is screen.list_page and not screen.renew_buttons)
    with home.vault.work() as work:
        assert work.ledger.expiring(TODAY, TODAY + timedelta(14)) == []
