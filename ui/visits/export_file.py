"""The journal summary as a file outside the vault, text or PDF: asked for, made in memory."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ui.paper import pdf_bytes, plain_document
from ui.texts import say
from ui.widgets.choose_path import choose_new_file


class FileKind(StrEnum):
    TEXT = "txt"
    PDF = "pdf"


def choose_place(parent: QWidget, kind: FileKind) -> Path | None:
    """Ask where the file goes. The name that is proposed says nothing of the family. None when the person thought better of it."""
    return choose_new_file(parent, say("visits.file_where"), say("visits.file_name"), kind)


def file_bytes(text: str, kind: FileKind) -> bytes:
    """Made on the interface's thread: the PDF is drawn by Qt."""
    if kind is FileKind.PDF:
        return pdf_bytes(plain_document(text))
    return text.replace("\n", os.linesep).encode("utf-8")
