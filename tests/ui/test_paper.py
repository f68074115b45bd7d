"""Pages: laid out on A4 in ink on white whatever the screen wears, page by page in turns, in the language they were begun in."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QColor
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QApplication

from app.domain.errors import Circumstance, ErrorCode
from tests.ui.films import wait_for
from ui import paper
from ui.texts import speaking
from ui.theme import DARK, LIGHT, apply_theme


def long_page(lines: int) -> str:
    return paper.page("<Title> & more", paper.table([(f"{n}:00", f"line {n} <b>&amp;") for n in range(lines)], ("when", "what"), first=20))


def pages_of(data: bytes, tmp_path: Path) -> list[str]:
    """The letters of each page: where spaces are is the reader's guess."""
    (tmp_path / "page.pdf").write_bytes(data)
    document = QPdfDocument()
    document.load(str(tmp_path / "page.pdf"))
    said = ["".join(document.getAllText(page).text().split()) for page in range(document.pageCount())]
    document.close()
    return said


def test_plain_words_stay_plain(qapp: QApplication, tmp_path: Path) -> None:
    (page,) = pages_of(paper.pdf_bytes(paper.document(long_page(3))), tmp_path)
    assert "<Title>&more" in page and "line2<b>&amp;" in page
    assert "Side" not in page, "one page needs no number"


def test_no_line_is_lost_between_pages_and_heads_come_again(qapp: QApplication, tmp_path: Path) -> None:
    pages = pages_of(paper.pdf_bytes(paper.document(long_page(150))), tmp_path)
    assert len(pages) > 2 and all("when" in page for page in pages)
    assert [f"Side{n + 1}av{len(pages)}" in page for n, page in enumerate(pages)] == [True] * len(pages)
    whole = "".join(pages)
    assert all(whole.count(f"line{n}<b>") == 1 for n in range(150))


def test_in_turns_it_is_the_same_in_the_language_it_was_begun_in(qapp: QApplication, tmp_path: Path) -> None:
    parent, made = QObject(), list[bytes]()
    pdf = paper.PdfInTurns(parent)
    pdf.done.connect(made.append)
    with speaking("en"):
        pdf.begin(paper.document(long_page(150)))
    assert not made, "not in this turn"
    wait_for(lambda: bool(made))
    pages = pages_of(bytes(made[0]), tmp_path)
    assert [f"Page{n + 1}of{len(pages)}" in page for n, page in enumerate(pages)] == [True] * len(pages)
    assert len(pages) == len(pages_of(paper.pdf_bytes(paper.document(long_page(150))), tmp_path))


def test_dark_screens_print_ink_on_white(qapp: QApplication, tmp_path: Path) -> None:
    apply_theme(qapp, DARK)
    try:
        (tmp_path / "page.pdf").write_bytes(paper.pdf_bytes(paper.plain_document("ink " * 200)))
    finally:
        apply_theme(qapp, LIGHT)
    document = QPdfDocument()
    document.load(str(tmp_path / "page.pdf"))
    picture = document.render(0, QSize(600, 849))
    document.close()
    shades = [QColor(picture.pixelColor(x, y)) for x in range(60, 300) for y in range(55, 75)]
    assert min(shade.lightness() for shade in shades if shade.alpha() > 200) < 90


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    there = tmp_path / "page.pdf"
    there.write_bytes(b"older")
    with pytest.raises(Circumstance) as told:
        paper.write_file(tmp_path / "none" / "page.pdf", b"new")
    assert told.value.code is ErrorCode.FOLDER_NOT_WRITABLE and str(tmp_path) not in str(told.value)
    paper.write_file(there, b"new")
    assert there.read_bytes() == b"new" and [path.name for path in tmp_path.iterdir()] == ["page.pdf"]
