"""One summary, looked at closely: every field in words, and with one press the exact bytes that go."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, SignalInstance
from PySide6.QtGui import QFontDatabase, QTextOption
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.domain.outbox import KeptState
from app.usecases.outbox import may_try_again
from ui.outbox.item_words import ItemWords
from ui.outbox.listing import WaitingRow
from ui.texts import say
from ui.theme import SECONDARY_PX, SPACE_BETWEEN
from ui.widgets.page import Page
from ui.widgets.parts import button, clear_layout, column, name, row, secondary, set_role, words

_LABEL_PX = 170


def bytes_field(label: str) -> QPlainTextEdit:
    """Bytes as they are, to be read and copied: broken into lines by the width alone."""
    field = QPlainTextEdit()
    field.setReadOnly(True)
    field.setTabChangesFocus(True)
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    field.setStyleSheet(f"font-family: '{font.family()}'; font-size: {SECONDARY_PX}px")
    field.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
    name(field, label)
    return field


class FactsGrid(QWidget):
    """All fields of an item: what each is, and what it says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE_BETWEEN)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, _LABEL_PX)

    def show_facts(self, said: ItemWords | None) -> None:
        clear_layout(self._grid)
        for line, (label, fact) in enumerate(said.facts if said else ()):
            self._grid.addWidget(secondary(label), line, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words(fact), line, 1, Qt.AlignmentFlag.AlignTop)


class Detail(QFrame):
    """`show_row` shows one. `tick_wanted(row)`: it is to go, or to stay. `again_wanted(row)`, `release_wanted(row)`: out of quarantine, out
    of what is held. `consents_wanted(family)`."""

    tick_wanted = Signal(object)
    again_wanted = Signal(object)
    release_wanted = Signal(object)
    consents_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.row: WaitingRow | None = None
        self.heading = words(role="row-title")
        self.here_only = secondary()
        self.why = words()
        self.tick = QCheckBox(say("outbox.take_along"))
        name(self.tick, say("outbox.take_along"))
        self.tick.toggled.connect(lambda _on: self._tell(self.tick_wanted))
        self.again_button = button(say("outbox.try_again"), lambda: self._tell(self.again_wanted))
        self.release_button = button(say("outbox.release_one"), lambda: self._tell(self.release_wanted))
        self.consents_button = button("", self._want_consents)
        self.facts = FactsGrid()
        self.bytes = bytes_field(say("outbox.bytes"))
        self.bytes_button = button(say("outbox.show_bytes"), self._turn)
        self._page = Page()
        self._page.column.setContentsMargins(0, 0, 8, 0)
        self._page.column.setSpacing(8)
        self._page.setStyleSheet("QScrollArea, QWidget[role='page'] { background: transparent }")
        for part in (self.why, self.facts):
            self._page.add(part)
        self._page.end()
        self._lay_out()
        self.show_row(None)

    def _lay_out(self) -> None:
        actions = row(self.tick, self.again_button, self.release_button, self.consents_button, None)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_BETWEEN, 12, SPACE_BETWEEN, 12)
        layout.setSpacing(8)
        layout.addLayout(column(self.heading, self.here_only, spacing=2))
        layout.addLayout(actions)
        layout.addWidget(self._page, 1)
        layout.addWidget(self.bytes, 1)
        layout.addLayout(row(self.bytes_button, None))
        self.bytes.hide()

    def show_row(self, shown: WaitingRow | None) -> None:
        """None: nothing is there to be looked at."""
        self.row = shown
        self.setVisible(shown is not None)
        if shown is None:
            return
        kept = shown.line.kept
        self.heading.setText(shown.heading)
        self.here_only.setText(say("outbox.here_only", what=shown.here_only) if shown.here_only else "")
        self.here_only.setVisible(bool(shown.here_only))
        self.facts.show_facts(shown.words)
        self.bytes.setPlainText((shown.line.body or b"").decode("ascii"))
        self.bytes_button.setVisible(shown.words is not None)
        self._show_bytes(not self.bytes.isHidden() and shown.words is not None)
        why = _why(shown)
        self.why.setText(why)
        self.why.setVisible(bool(why))
        set_role(self.why, "warn" if kept.state is KeptState.QUARANTINED else "")
        self.tick.setVisible(shown.ticked is not None)
        with QSignalBlocker(self.tick):
            self.tick.setChecked(bool(shown.ticked))
        self.again_button.setVisible(may_try_again(kept))
        self.release_button.setVisible(kept.state is KeptState.HELD)
        self.consents_button.setVisible(kept.state is KeptState.NO_CONSENT and kept.family is not None)
        consents = say("outbox.to_consents", code=kept.family or "")
        self.consents_button.setText(consents)
        self.consents_button.setAccessibleName(consents)

    def let(self, may: bool) -> None:
        """Whether something may be changed: not while it is being sent."""
        for part in (self.tick, self.again_button, self.release_button):
            part.setEnabled(may)

    def _turn(self) -> None:
        self._show_bytes(self.bytes.isHidden())

    def _show_bytes(self, shown: bool) -> None:
        self.bytes.setVisible(shown)
        self._page.setVisible(not shown)
        said = say("outbox.show_words" if shown else "outbox.show_bytes")
        self.bytes_button.setText(said)
        self.bytes_button.setAccessibleName(said)

    def _tell(self, wanted: SignalInstance) -> None:
        if self.row is not None:
            wanted.emit(self.row)

    def _want_consents(self) -> None:
        if self.row is not None and self.row.line.kept.family is not None:
            self.consents_wanted.emit(self.row.line.kept.family)


def _why(shown: WaitingRow) -> str:
    """Why it does not go; empty where it does, or the tick says so."""
    kept = shown.line.kept
    if kept.state is KeptState.QUARANTINED:
        return say(f"outbox.refused.{kept.reason}")
    if kept.state is KeptState.NO_CONSENT:
        return say("outbox.no_consent_why")
    if kept.gone:
        return say("outbox.gone_why")
    return ""
