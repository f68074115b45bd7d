"""The recovery sheet on paper. It goes straight to the printer the person chooses; nothing is kept here."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from ui.texts import say


def recovery_sheet(code: str) -> QTextDocument:
    """One page: what this is, the code in two large lines, what to do with it."""
    groups = code.split("-")
    half = len(groups) // 2
    lines = "<br>".join("&nbsp; ".join(escape(group) for group in part) for part in (groups[:half], groups[half:]))
    document = QTextDocument()
    document.setHtml(
        f"<h1>{escape(say('setup.sheet.title'))}</h1><p>{escape(say('setup.sheet.what'))}</p>"
        f"<p style='font-family: monospace; font-size: 20pt; font-weight: 600'>{lines}</p>"
        f"<p>{escape(say('setup.sheet.keep'))}</p><p>{escape(say('setup.sheet.never'))}</p>"
    )
    return document


def print_recovery_code(parent: QWidget, code: str) -> bool:
    """Ask for a printer and print. False when this computer has none; cancelling the choice is no failure."""
    if not QPrinterInfo.availablePrinterNames():
        return False
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(say("setup.code.print"))
    if dialog.exec() == QPrintDialog.DialogCode.Accepted:
        print_on(printer, code)
    return True


def print_on(printer: QPrinter, code: str) -> None:
    printer.setDocName(say("shell.app"))
    printer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(20, 20, 20, 20)))
    recovery_sheet(code).print_(printer)
