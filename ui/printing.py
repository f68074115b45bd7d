"""To a printer the person chooses: nothing is kept here."""

from __future__ import annotations

from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from ui.paper import paint
from ui.texts import say


def print_document(parent: QWidget, text: QTextDocument, words: str) -> bool:
    """Ask for a printer, in a dialogue that is called `words`, and print. False when this computer has none. True also when the person
    thought better of it."""
    if not QPrinterInfo.availablePrinterNames():
        return False
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(words)
    if dialog.exec() == QPrintDialog.DialogCode.Accepted:
        print_on(printer, text)
    return True


def print_on(printer: QPrinter, text: QTextDocument) -> None:
    """The name of the job says nothing of what is printed."""
    printer.setDocName(say("shell.app"))
    paint(text, printer)
