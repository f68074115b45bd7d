"""The recovery sheet on paper."""

from __future__ import annotations

from html import escape

from PySide6.QtGui import QTextDocument

from ui import paper
from ui.texts import say


def recovery_sheet(code: str) -> QTextDocument:
    """One page: what this is, the code in two large lines, what to do with it."""
    groups = code.split("-")
    half = len(groups) // 2
    lines = "<br>".join("&nbsp; ".join(escape(group) for group in part) for part in (groups[:half], groups[half:]))
    return paper.document(
        paper.page(
            say("setup.sheet.title"),
            f"<p>{escape(say('setup.sheet.what'))}</p>"
            f"<p style='font-family: monospace; font-size: 26px; font-weight: 600'>{lines}</p>"
            f"<p>{escape(say('setup.sheet.keep'))}</p><p>{escape(say('setup.sheet.never'))}</p>",
        )
    )
