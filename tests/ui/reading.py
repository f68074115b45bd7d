"""What a person reads: the words on a screen, and those of a page that was saved."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QLabel, QWidget


def words_in(root: QWidget) -> str:
    """All words of labels that can be seen, a line for each."""
    return "\n".join(label.text() for label in root.findChildren(QLabel) if label.isVisibleTo(root))


def pdf_words(path: Path) -> str:
    """All words of a PDF on one line."""
    document = QPdfDocument()
    document.load(str(path))
    words = " ".join(document.getAllText(page).text() for page in range(document.pageCount()))
    document.close()
    return " ".join(words.split())
