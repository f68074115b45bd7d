"""In a Norwegian window Qt's own menus and dialogs are Norwegian too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QLineEdit, QPlainTextEdit

from ui.texts import catalogue, set_language
from ui.toolkit_words import ToolkitWords

# Names of keys and paper, and what nobody sees.
_STAY = frozenset({"QShortcut", "QPageSize", "QGuiApplication"})
_NOT_SHOWN = frozenset({"Form", "...", "Alt+Left", "Alt+Right", "Alt+Up"})


class Listening(ToolkitWords):
    """Remembers what Qt asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        if context not in _STAY:
            self.asked.add(source)
        return super().translate(context, source, disambiguation, n)


@pytest.fixture
def listening(qapp: QApplication) -> Iterator[Listening]:
    made = Listening()
    qapp.installTranslator(made)
    yield made
    qapp.removeTranslator(made)


def shown_words(dialog: QFileDialog | QPrintDialog) -> set[str]:
    dialog.show()
    QApplication.processEvents()
    found = {part.text() for part in dialog.findChildren(QLabel)} | {part.text() for part in dialog.findChildren(QAbstractButton)}
    dialog.close()
    return found


def test_every_word_qt_asks_for_is_there(listening: Listening) -> None:
    field, note = QLineEdit("a"), QPlainTextEdit("a")
    menus = [field.createStandardContextMenu(), note.createStandardContextMenu()]
    assert "&Lim inn" in menus[0].actions()[5].text()
    for mode, way in ((QFileDialog.FileMode.Directory, "AcceptOpen"), (QFileDialog.FileMode.AnyFile, "AcceptSave")):
        files = QFileDialog()
        files.setOption(QFileDialog.Option.DontUseNativeDialog)
        files.setFileMode(mode)
        files.setAcceptMode(QFileDialog.AcceptMode[way])
        words = shown_words(files)
        assert "&Se i:" in words and "Fil&type:" in words
    printer = QPrinter()
    printing = shown_words(QPrintDialog(printer))
    assert "&Egenskaper" in printing and "&Skriv ut" in printing
    missing = {word for word in listening.asked - _NOT_SHOWN if f"toolkit.{word}" not in catalogue()}
    assert len(listening.asked) > 60 and not missing


def test_a_change_of_language_holds_at_once(listening: Listening) -> None:
    field = QLineEdit("a")
    assert field.createStandardContextMenu().actions()[0].text().startswith("&Angre")
    set_language("en")
    assert field.createStandardContextMenu().actions()[0].text().startswith("&Undo")
