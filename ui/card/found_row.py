"""One film on a card: still, date, length and size, whether it is in the vault, what is wrong with it, and a tick."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout

from app.domain.card import FoundFilm
from app.domain.errors import ErrorCode
from app.domain.recording import RecordingState
from app.film_ports import Examination
from ui import wording
from ui.card.look import HOPELESS, Known
from ui.texts import say
from ui.theme import SPACE_BETWEEN, TARGET_PX
from ui.widgets.parts import column, secondary, set_role, words
from ui.widgets.thumb import Thumb

_IN_VAULT = frozenset({RecordingState.READY, RecordingState.PREPARING})


class FoundRow(QFrame):
    """Ticked films are imported. Films that are in the vault already start without a tick."""

    toggled = Signal()

    def __init__(self, film: FoundFilm, known: Known) -> None:
        super().__init__()
        self.film = film
        self.known = known
        self._examined: Examination | None = None
        self.setProperty("role", "card")
        self.still = Thumb()
        self.tick = QCheckBox()
        self.tick.setMinimumSize(TARGET_PX, TARGET_PX)
        self.tick.setChecked(not self.is_in_vault() and not self._is_hopeless())
        self.tick.toggled.connect(lambda _on: self.toggled.emit())
        self._facts = secondary()
        self._state = words()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_BETWEEN, 8, SPACE_BETWEEN, 8)
        layout.setSpacing(SPACE_BETWEEN)
        layout.addWidget(self.still)
        layout.addLayout(column(self.tick, self._facts, self._state, None, spacing=2), 1)
        self._tell()

    def is_ticked(self) -> bool:
        return self.tick.isEnabled() and self.tick.isChecked()

    def shut(self) -> None:
        """Nothing is imported: there is nothing to tick."""
        self.tick.setChecked(False)
        self.tick.setEnabled(False)

    def is_in_vault(self) -> bool:
        return self.known.recording is not None and self.known.recording.state in _IN_VAULT

    def show_examination(self, found: Examination) -> None:
        self._examined = found
        self.still.set_rgb(found.thumbnail_rgb, found.thumbnail_width, found.thumbnail_height)
        self._tell()

    def filmed_at(self) -> datetime | None:
        return (self._examined.filmed_at if self._examined else None) or self.film.modified_at

    def problems(self) -> tuple[ErrorCode, ...]:
        examined = self._examined.problems if self._examined else ()
        return tuple(dict.fromkeys((*self.film.problems, *examined)))

    def _is_hopeless(self) -> bool:
        return any(code in HOPELESS for code in self.problems())

    def _tell(self) -> None:
        self.tick.setText(wording.when(self.filmed_at()))
        self.tick.setAccessibleName(say("card.tick_name", date=wording.when(self.filmed_at())))
        if self._is_hopeless():
            self.shut()
        seen = self._examined
        long = wording.length(seen.duration_us) if seen else say("card.looking")
        facts = [long, wording.size(self.film.size_bytes)]
        if len(self.film.parts) > 1:
            facts.append(say("card.parts", count=len(self.film.parts)))
        self._facts.setText("  ·  ".join(facts))
        text, role = self._standing()
        self._state.setText(text)
        self._state.setVisible(bool(text))
        set_role(self._state, role)

    def _standing(self) -> tuple[str, str]:
        problems = [say(f"error.{code.value}.title") for code in self.problems()]
        if problems:
            return " ".join(f"{problem}." for problem in problems), "warn"
        if self.is_in_vault():
            return say("card.in_vault_checked") if self.known.erasable else say("card.in_vault"), "good"
        if self.known.recording is not None:
            return say("card.half_done"), "warn"
        return "", "secondary"
