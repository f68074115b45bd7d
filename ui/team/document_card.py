"""A signed document that came down from the team base, before it holds: what it would change, and the one button that lets it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from app.domain.base_documents import Named
from app.domain.errors import Circumstance
from app.domain.outbox import Document
from app.usecases.take_documents import Holding, Pending
from ui import wording
from ui.rules.words import change_words, going_words
from ui.texts import error_words, language, say
from ui.theme import SPACE_BETWEEN
from ui.widgets.parts import button, column, row, words


class DocumentCard(QFrame):
    """`taken(Pending)`: let this hold."""

    taken = Signal(object)

    def __init__(self, pending: Pending) -> None:
        super().__init__()
        self.pending = pending
        going = pending.rules.going if pending.rules is not None else 0
        self.setProperty("role", "notice-error" if going else "notice-warn")
        heading = document_name(pending.document)
        self.lines = document_words(pending)
        self.do_button = button(say("team.let_hold"), lambda: self.taken.emit(pending), "danger" if going else "")
        self.do_button.setAccessibleName(f"{say('team.let_hold')}: {heading}")
        layout = column(words(heading, "notice-title"), *map(words, self.lines), row(self.do_button, None))
        layout.setContentsMargins(SPACE_BETWEEN, 8, SPACE_BETWEEN, 12)
        self.setLayout(layout)
        self.do_button.setVisible(pending.trouble is None)


def document_name(document: Document) -> str:
    """`Regler, utgave 2`."""
    return say(f"team.document.{document.kind.value}", version=document.version)


def names_of(named: Sequence[Named]) -> list[str]:
    return [one.nb if language() == "nb" else one.en for one in named]


def holding_words(holding: Holding) -> str:
    """`Veiledere, utgave 2: gjelder`, or who they are."""
    what = document_name(holding.document)
    return say("team.holds_named", what=what, names=", ".join(names_of(holding.named))) if holding.named else say("team.holds", what=what)


def document_words(pending: Pending) -> list[str]:
    """A line for each thing that becomes another."""
    lines = [say("team.gateway_added", gateway=one) for one in pending.gateways_added]
    lines += [say("team.gateway_gone", gateway=one) for one in pending.gateways_gone]
    if pending.rules is not None:
        lines += change_words(pending.rules)
        lines += [going] if (going := going_words(pending.rules)) else []
    if pending.erased:
        lines.append(wording.count("team.erased", pending.erased))
    if pending.named:
        lines.append(say(f"team.document_what.{pending.document.kind.value}"))
        lines += names_of(pending.named)
    if pending.no_longer:
        lines.append(say("team.no_longer", names=", ".join(names_of(pending.no_longer))))
    if pending.trouble is not None:
        lines += error_words(Circumstance(pending.trouble))
    return lines or [say("team.changes_nothing")]
