"""Pages to be kept or handed over: one HTML text, printed or made into a PDF or written as it is. What is written is whole or not there.

The text is laid out on A4, 96 units to the inch, in ink on white whatever the screen wears; each page says which of how many it is.
"""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import suppress
from html import escape
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QObject, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextDocument,
)

from app.domain.errors import Circumstance, ErrorCode
from ui.texts import language, say, speaking
from ui.theme import LIGHT

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_MARGIN_MM = 18
_DPI = 300
_UNITS = 96  # to the inch
_FOOT = 40  # units below the text, for the number of the page
_BODY_PX, _SMALL_PX = 14, 12
_STYLE = f"""
body {{ font-family: sans-serif; font-size: {_BODY_PX}px; color: {LIGHT.ink}; max-width: 50em; }}
h1 {{ font-size: 26px; font-weight: 600; margin-top: 0; margin-bottom: 6px; }}
h2 {{ font-size: 18px; font-weight: 600; margin-top: 22px; margin-bottom: 6px; }}
h3 {{ font-size: {_BODY_PX}px; font-weight: 600; margin-top: 12px; margin-bottom: 2px; }}
p {{ margin-top: 0; margin-bottom: 8px; line-height: 130%; }}
td, th {{ text-align: left; vertical-align: top; }}
.quiet {{ color: {LIGHT.muted}; font-size: {_SMALL_PX}px; }}
.warn {{ color: {LIGHT.warn}; font-weight: 600; }}
"""


def page(title: str, body: str) -> str:
    """A whole HTML text in the language of now. `body` is HTML already, `title` plain words. Holds nothing from elsewhere."""
    return (
        f'<!DOCTYPE html>\n<html lang="{language()}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body>\n<h1>{escape(title)}</h1>\n{body}\n</body></html>\n"
    )


def table(rows: list[tuple[str, ...]], heads: tuple[str, ...] = (), first: int = 0) -> str:
    """Plain words in rows, as HTML. `heads` come again on each page; the first column is `first` percent wide, when that is said."""
    wide = f' width="{first}%"' if first else ""
    made = "".join(f'<th class="quiet">{escape(head)}</th>' for head in heads)
    head = f"<thead><tr>{made}</tr></thead>" if heads else ""
    body = "".join(
        f"<tr><td{wide}>{escape(row[0])}</td>" + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:]) + "</tr>\n" for row in rows
    )
    return f'<table width="100%" cellspacing="0" cellpadding="3">{head}<tbody>{body}</tbody></table>'


def document(html: str) -> QTextDocument:
    made = QTextDocument()
    font = QFont("sans-serif")
    font.setPixelSize(_BODY_PX)
    made.setDefaultFont(font)
    made.setUseDesignMetrics(True)  # letters stand where they will on paper
    made.setHtml(html)
    return made


def plain_document(text: str) -> QTextDocument:
    made = document("")
    made.setPlainText(text)
    return made


class Painting:
    """A text laid out on A4, to be drawn page by page on a printer or into a PDF."""

    def __init__(self, text: QTextDocument, device: QPagedPaintDevice) -> None:
        margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
        device.setPageLayout(
            QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)
        )
        scale = device.logicalDpiX() / _UNITS
        self._width, self._height = device.width() / scale, device.height() / scale - _FOOT
        self._text, self._device = text, device
        text.setDocumentMargin(0)
        text.setPageSize(QSizeF(self._width, self._height))
        self.pages = text.pageCount()
        self._drawn = 0
        self._painter = QPainter(device)
        self._painter.scale(scale, scale)

    def next_page(self) -> bool:
        """Draw it; False when it was the last one."""
        painter, height = self._painter, self._height
        if self._drawn:
            self._device.newPage()
        painter.save()
        painter.translate(0, -self._drawn * height)
        _draw(self._text, painter, QRectF(0, self._drawn * height, self._width, height))
        painter.restore()
        self._drawn += 1
        _foot(painter, QRectF(0, height, self._width, _FOOT), self._drawn, self.pages)
        return self._drawn < self.pages

    def end(self) -> None:
        self._painter.end()


def paint(text: QTextDocument, device: QPagedPaintDevice) -> None:
    painting = Painting(text, device)
    while painting.next_page():
        pass
    painting.end()


class PdfInTurns(QObject):
    """A PDF of any length, a page in each turn of the event loop: drawing is done on the interface's thread. `begin` starts it."""

    done = Signal(bytes)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._painting: Painting | None = None

    def begin(self, text: QTextDocument) -> None:
        self._text, self._spoken = text, language()
        self._buffer, self._writer = _pdf()
        QTimer.singleShot(0, self, self._next)

    def _next(self) -> None:
        with speaking(self._spoken):  # the language of `begin`, whatever the screen speaks
            go_on = self._step()
        if go_on:
            QTimer.singleShot(0, self, self._next)
            return
        self._buffer.close()
        self.done.emit(bytes(self._buffer.data().data()))
        self.deleteLater()

    def _step(self) -> bool:
        if self._painting is None:
            self._painting = Painting(self._text, self._writer)
            return True
        if self._painting.next_page():
            return True
        self._painting.end()
        return False


def pdf_bytes(text: QTextDocument) -> bytes:
    """For a few pages. On the interface's thread: it is drawn by Qt."""
    buffer, writer = _pdf()
    paint(text, writer)
    buffer.close()
    return bytes(buffer.data().data())


def write_file(path: Path, data: bytes) -> None:
    """Readable by this person only, and on the disk when this returns. Raises DISK_FULL, FOLDER_NOT_WRITABLE."""
    fresh = path.with_name(f"{secrets.token_hex(8)}.new")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink()
        code = ErrorCode.DISK_FULL if error.errno in _FULL else ErrorCode.FOLDER_NOT_WRITABLE
        raise Circumstance(code) from None  # its text carries a path


def _pdf() -> tuple[QBuffer, QPdfWriter]:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setCreator(say("shell.app"))
    writer.setResolution(_DPI)
    return buffer, writer


def _draw(text: QTextDocument, painter: QPainter, part: QRectF) -> None:
    context = QAbstractTextDocumentLayout.PaintContext()
    context.clip = part
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Text, QColor(LIGHT.ink))
    context.palette = palette
    painter.setClipRect(part)
    text.documentLayout().draw(painter, context)


def _foot(painter: QPainter, place: QRectF, number: int, pages: int) -> None:
    font = QFont("sans-serif")
    font.setPixelSize(_SMALL_PX)
    painter.setFont(font)
    painter.setPen(QColor(LIGHT.muted))
    bottom = Qt.AlignmentFlag.AlignBottom
    painter.drawText(place, bottom | Qt.AlignmentFlag.AlignLeft, say("shell.app"))
    if pages > 1:
        painter.drawText(place, bottom | Qt.AlignmentFlag.AlignRight, say("paper.page", number=number, pages=pages))
