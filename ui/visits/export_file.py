"""The journal summary as a file outside the vault, text or PDF: asked for, made in memory, written whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.errors import Circumstance, ErrorCode
from ui.texts import say
from ui.widgets.choose_path import forget_places

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_MARGIN_MM = 20
_DPI = 300
_LETTERS_PT = 11


class FileKind(StrEnum):
    TEXT = "txt"
    PDF = "pdf"


def choose_place(parent: QWidget, kind: FileKind) -> Path | None:
    """Ask where the file goes. The name that is proposed says nothing of the family. None when the person thought better of it."""
    proposed = f"{say('visits.file_name')}.{kind}"
    found, _kind = QFileDialog.getSaveFileName(parent, say("visits.file_where"), proposed, f"*.{kind}")
    forget_places()
    return with_ending(Path(found), kind) if found else None


def with_ending(path: Path, kind: FileKind) -> Path:
    """The path, ending as its kind does."""
    return path if path.suffix.lower() == f".{kind}" else path.with_name(f"{path.name}.{kind}")


def file_bytes(text: str, kind: FileKind) -> bytes:
    """Made on the interface's thread: the PDF is drawn by Qt."""
    if kind is FileKind.PDF:
        return _pdf(text)
    return text.replace("\n", os.linesep).encode("utf-8")


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


def _pdf(text: str) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setCreator(say("shell.app"))
    writer.setResolution(_DPI)
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    layout = QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)
    writer.setPageLayout(layout)
    document = QTextDocument()
    font = QFont(document.defaultFont())
    font.setPointSize(_LETTERS_PT)
    document.setDefaultFont(font)
    document.setPlainText(text)
    document.print_(writer)
    buffer.close()
    return bytes(buffer.data().data())
