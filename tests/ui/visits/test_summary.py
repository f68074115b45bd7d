"""The journal summary: on the clipboard for a while, and in files outside the vault."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from app.domain.audit import Deed
from app.domain.ids import VisitId
from tests.ui.films import wait_for
from tests.ui.reading import pdf_words
from tests.ui.visits.conftest import Desk, click
from tests.usecases.caring import CODE, Home
from ui.visits.export_file import FileKind
from ui.widgets.choose_path import with_ending

SAID = "Babyen søker blikket & smiler <3"


@pytest.fixture
def visit(home: Home) -> VisitId:
    return home.visit(marker=SAID)[0]


def exports(home: Home) -> int:
    with home.vault.work() as work:
        return sum(entry.deed is Deed.EXPORTED for entry in work.audit.of(CODE))


def test_a_copy_is_taken_back_after_a_while(desk: Desk, visit: VisitId, home: Home) -> None:
    desk.open(visit)
    panel, clipboard = desk.screen.summary, QGuiApplication.clipboard()
    panel.clipboard._timer.setInterval(300)
    click(panel.copy_button)
    wait_for(panel.notice.isVisible)
    assert SAID in clipboard.text() and panel.notice.text() == "The summary is copied"
    assert exports(home) == 1 and desk.notes(visit)[0].exported_at is not None
    wait_for(lambda: panel.notice.text() == "The summary is gone from the clipboard")
    assert clipboard.text() == ""


def test_what_somebody_else_copied_stays(desk: Desk, visit: VisitId) -> None:
    desk.open(visit)
    panel, clipboard = desk.screen.summary, QGuiApplication.clipboard()
    click(panel.copy_button)
    wait_for(panel.notice.isVisible)
    clipboard.setText("something else")
    desk.screen.stop()
    assert clipboard.text() == "something else"
    clipboard.clear()


def test_locking_takes_the_copy_back(desk: Desk, visit: VisitId) -> None:
    desk.open(visit)
    click(desk.screen.summary.copy_button)
    wait_for(desk.screen.summary.notice.isVisible)
    assert SAID in QGuiApplication.clipboard().text()
    desk.screen.stop()
    assert QGuiApplication.clipboard().text() == ""


@pytest.mark.parametrize("kind", FileKind)
def test_a_file_is_written_after_it_was_said_what_that_means(
    desk: Desk, visit: VisitId, home: Home, tmp_path: Path, kind: FileKind
) -> None:
    desk.open(visit)
    panel = desk.screen.summary
    desk.place = tmp_path / f"out.{kind}"
    desk.place.write_text("older")
    click(panel.file_button)
    assert panel.question.isVisible() and not desk.asked
    click(panel.pdf_button if kind is FileKind.PDF else panel.text_button)
    wait_for(panel.notice.isVisible)
    assert panel.notice.text() == "The file is saved outside the vault" and desk.asked == [kind]
    words = desk.place.read_text("utf-8") if kind is FileKind.TEXT else pdf_words(desk.place)
    assert SAID in words and str(CODE) in words
    assert [path.name for path in tmp_path.glob("*.new")] == []
    assert os.name == "nt" or desk.place.stat().st_mode & 0o077 == 0
    assert exports(home) == 1


def test_thinking_better_of_it_writes_nothing(desk: Desk, visit: VisitId, home: Home) -> None:
    desk.open(visit)
    click(desk.screen.summary.file_button)
    click(desk.screen.summary.text_button)
    desk.settle()
    assert desk.asked == [FileKind.TEXT] and exports(home) == 0 and desk.screen.summary.question.isVisible()


def test_a_place_that_cannot_be_written_is_said_and_nothing_is_noted(desk: Desk, visit: VisitId, home: Home, tmp_path: Path) -> None:
    desk.open(visit)
    desk.place = tmp_path / "no folder" / "out.txt"
    click(desk.screen.summary.file_button)
    click(desk.screen.summary.text_button)
    wait_for(desk.screen.summary.notice.isVisible)
    assert desk.screen.summary.notice.text() == "Samspill may not write in the folder"
    assert exports(home) == 0 and desk.notes(visit)[0].exported_at is None


def test_a_draft_is_left_out_and_that_is_said(desk: Desk, home: Home) -> None:
    visit, _ = home.visit(signed=False, marker="uferdig")
    desk.open(visit)
    click(desk.screen.summary.copy_button)
    wait_for(desk.screen.summary.notice.isVisible)
    assert "uferdig" not in QGuiApplication.clipboard().text()
    assert "One draft is not in it" in desk.screen.summary.notice.accessibleName()


@pytest.mark.parametrize(("given", "made"), [("a", "a.pdf"), ("a.pdf", "a.pdf"), ("a.PDF", "a.PDF"), ("a.b", "a.b.pdf")])
def test_a_file_ends_as_its_kind(given: str, made: str) -> None:
    assert with_ending(Path(given), FileKind.PDF) == Path(made)
