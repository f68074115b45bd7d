"""The recovery sheet: whole on one page, in both languages, with nothing but the code and what to do with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from app.domain.recovery_code import code_of
from ui.printing import print_on
from ui.setup.printing import recovery_sheet
from ui.setup.steps import RecoveryStep
from ui.texts import LANGUAGES, Language, say, set_language

CODE = code_of(bytes(range(20)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_holds_every_group_in_order(qapp: QApplication, tmp_path: Path, language: Language) -> None:
    set_language(language)
    words = recovery_sheet(CODE).toPlainText()
    assert [word for word in words.split() if word in CODE.split("-")] == CODE.split("-")
    assert say("setup.sheet.keep") in words
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "sheet.pdf"))
    print_on(printer, recovery_sheet(CODE))
    document = QPdfDocument()
    document.load(str(tmp_path / "sheet.pdf"))
    assert document.pageCount() == 1
    assert all(group in document.getAllText(0).text() for group in CODE.split("-"))
    document.close()


def test_two_groups_are_asked_back_and_read_kindly(qapp: QApplication) -> None:
    step = RecoveryStep(CODE)
    assert len(set(step.asked)) == 2 and not step.is_ready()
    groups = [CODE.split("-")[group - 1] for group in step.asked]
    step.fields[0].setText(groups[0].lower())
    step.fields[1].setText(groups[0])
    assert not step.is_ready(), "the right group in the wrong place"
    step.fields[1].setText(f" {groups[1]} ")
    assert step.is_ready()
    step.wipe()
    assert step.code() == ""
