"""`samspill evidence --out FILE`: the evidence for the data protection officer as a PDF or as HTML. The only command that needs Qt, which
draws the PDF; it needs no screen.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands import Access, opened
from app.terminal import Exit, Terminal
from app.usecases.evidence import Evidence, evidence_written, gather_evidence
from ui.texts import say

if TYPE_CHECKING:
    from PySide6.QtGui import QGuiApplication


def run_evidence(terminal: Terminal, access: Access, out: Path) -> Exit:
    """Write it, a PDF or HTML as `out` ends, and write into the log that it was made. An existing file is replaced."""
    application = _qt()
    from ui.paper import write_file  # noqa: PLC0415  Qt comes with it
    from ui.preferences import IDLE_MINUTES, Preferences  # noqa: PLC0415
    from ui.privacy.evidence_page import file_bytes  # noqa: PLC0415
    from ui.privacy.evidence_words import warnings  # noqa: PLC0415

    with opened(access) as session:
        minutes = Preferences(access.vault).get(IDLE_MINUTES)
        evidence = gather_evidence(session.store, session.clock, session.machine(minutes))
        write_file(out.absolute(), file_bytes(evidence, out.suffix.lower().removeprefix(".")))
        evidence_written(session.store, session.clock)
    terminal.result(_facts(evidence), [say("cli.evidence.written"), *warnings(evidence)])
    del application
    return Exit.DONE


def _facts(evidence: Evidence) -> dict[str, object]:
    return {
        "command": "evidence",
        "well": evidence.audit_fault is None and not evidence.overdue and not evidence.clock_doubted,
        "log_whole": evidence.audit_fault is None,
        "overdue": evidence.overdue,
        "clock_doubted": evidence.clock_doubted,
        "disk": evidence.machine.disk.value,
        "cards_not_wiped": evidence.cards_not_wiped,
        "deletions": evidence.deletions,
        "holds": evidence.holds,
        "recordings": evidence.films,
    }


def _qt() -> QGuiApplication:
    """Without a screen. Qt complains of a locale without UTF-8; our words and dates do not ask it."""
    if sys.platform == "linux":
        os.environ |= {"QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8"}
    from PySide6.QtGui import QGuiApplication  # noqa: PLC0415

    return QGuiApplication(["samspill"])
