"""To a printer the person chooses: nothing is kept here."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from ui.paper import paint
from ui.texts import say


class Printed(Enum):
    DONE = auto()
    LEFT = auto()  # the person thought better of it
    NO_PRINTER = auto()


def print_document(parent: QWidget, text: QTextDocument, words: str) -> Printed:
    """Ask for a printer, in a dialogue that is called `words`, and print."""
    if not QPrinterInfo.availablePrinterNames():
        return Printed.NO_PRINTER
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(words)
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return Printed.LEFT
    print_on(printer, text)
    return Printed.DONE


def print_on(printer: QPrinter, text: QTextDocument) -> None:
    """The name of the job says nothing of what is printed."""
    printer.setDocName(say("shell.app"))
    paint(text, printer)
