"""The organisation's public key: entered once, after its fingerprint was compared by word of mouth."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from app.domain.errors import Circumstance, ErrorCode, SamspillError
from app.domain.fingerprint import fingerprint
from app.ports import Clock, Store
from app.usecases.organisation_key import read_key
from app.usecases.policy import Standing, standing_rules, trust_organisation
from ui.jobs import Jobs
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.choose_path import choose_file
from ui.widgets.notice import Notice
from ui.widgets.parts import button, column, row, section, words

_MOST_BYTES = 1 << 16


class KeyCard(QFrame):
    """`refresh` reads which key is known. `changed` when one was entered."""

    changed = Signal()

    def __init__(self, store: Store, jobs: Jobs, clock: Clock) -> None:
        super().__init__()
        self._store, self._jobs, self._clock = store, jobs, clock
        self._offered = b""
        self.setProperty("role", "card")
        self.state = words()
        self.print = words(role="row-title")
        self.notice = Notice(closable=True)
        self.choose_button = button(say("rules.key.choose"), self._choose)
        self.trust_button = button(say("rules.key.trust"), self._trust, "primary")
        self.leave_button = button(say("wording.cancel"), self._leave)
        layout = column(
            section(say("rules.key.title")), words(say("rules.key.lead")), self.notice, self.state, self.print,
            row(self.choose_button, self.trust_button, self.leave_button, None), spacing=12,
        )  # fmt: skip
        layout.setContentsMargins(SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN)
        self.setLayout(layout)
        self._show(b"", offered=False)

    def refresh(self) -> None:
        self._jobs.store(self, partial(standing_rules, self._store), self._known, self.notice.show_error)

    def is_comparing(self) -> bool:
        """Whether a key is being compared."""
        return bool(self._offered)

    def take(self, path: Path) -> None:
        """Look at a key file; nothing is trusted yet."""
        self.notice.clear()
        self._jobs.pool(self, partial(_read, path), self._offer, self._refused)

    def _choose(self) -> None:
        path = choose_file(self, say("rules.key.choose"))
        if path is not None:
            self.take(path)

    def _known(self, standing: Standing) -> None:
        if not self._offered or standing.key:
            self._show(standing.key, offered=False)

    def _offer(self, key: bytes) -> None:
        self._show(key, offered=True)
        if self.isVisible():
            self.trust_button.setFocus()

    def _trust(self) -> None:
        self._jobs.store(
            self, partial(trust_organisation, self._store, self._clock, self._offered), lambda _done: self._trusted(), self._refused
        )

    def _trusted(self) -> None:
        self._offered = b""
        self.notice.show_words(say("rules.key.trusted"), tone="good")
        self.changed.emit()
        self.refresh()

    def _refused(self, error: SamspillError) -> None:
        self.notice.show_error(error)
        self.refresh()

    def _leave(self) -> None:
        self._show(b"", offered=False)
        self.choose_button.setFocus()

    def _show(self, key: bytes, *, offered: bool) -> None:
        """A key that is known, or one that is offered and to be compared; none when `key` is empty."""
        self._offered = key if offered else b""
        state = "compare" if offered else "there" if key else "none"
        self.state.setText(say(f"rules.key.{state}"))
        self.print.setText(fingerprint(key) if key else "")
        self.print.setVisible(bool(key))
        self.choose_button.setVisible(not key)
        self.trust_button.setVisible(offered)
        self.leave_button.setVisible(offered)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return read_key(file.read(_MOST_BYTES))
    except OSError:
        raise Circumstance(ErrorCode.ORGANISATION_KEY_UNREADABLE) from None
