"""A new passphrase, typed twice so that it sits, and what is to be said of it meanwhile. The same wherever one is chosen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.domain.passphrase import Strength
from ui.jobs import Jobs
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.parts import column, secondary, set_role
from ui.widgets.secret_field import SecretField

_STRENGTH_AFTER_MS = 250


class NewPassphrase(QWidget):
    """`ready` tells whether both fields hold the same, and strong enough; `submitted` on Enter in the second."""

    ready = Signal(bool)
    submitted = Signal()

    def __init__(self, label: str, strength: Callable[[str], Strength], jobs: Jobs) -> None:
        """`strength` measures what was typed; it may be slow."""
        super().__init__()
        self._measure_strength = strength
        self._jobs = jobs
        self._strength: Strength | None = None
        self.first = SecretField(label)
        self.second = SecretField(say("setup.passphrase.second"))
        self.verdict = secondary(say("setup.strength.none"))
        self.setLayout(column(self.first, self.verdict, self.second, spacing=SPACE_BETWEEN))
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_STRENGTH_AFTER_MS)
        self._later.timeout.connect(self._measure)
        self.first.edited.connect(lambda _text: self._edited())
        self.first.submitted.connect(self.second.setFocus)
        self.second.edited.connect(lambda _text: self._tell())
        self.second.submitted.connect(self.submitted)
        self.setFocusProxy(self.first)

    def text(self) -> str:
        return self.first.text()

    def is_ready(self) -> bool:
        strong_enough = self._strength not in (None, Strength.TOO_WEAK)
        return strong_enough and self.first.text() == self.second.text()

    def wipe(self) -> None:
        self.first.wipe()
        self.second.wipe()
        self._edited()

    def _edited(self) -> None:
        self._strength = None
        self._later.start()
        self._tell()

    def _measure(self) -> None:
        typed = self.first.text()
        if typed:
            self._jobs.pool(self, lambda: (typed, self._measure_strength(typed)), self._measured)

    def _measured(self, found: tuple[str, Strength]) -> None:
        typed, strength = found
        if typed == self.first.text():
            self._strength = strength
            self._tell()

    def _tell(self) -> None:
        """One thing at a time: what is too easy to guess is not worth typing again."""
        strength = self._strength
        too_weak = strength is Strength.TOO_WEAK
        differs = not too_weak and bool(self.second.text()) and not self.first.text().startswith(self.second.text())
        text = say(f"setup.strength.{strength.value}") if strength else say("setup.strength.none")
        self.verdict.setText(say("setup.passphrase.differs") if differs else text)
        set_role(self.verdict, "warn" if differs or too_weak else "secondary" if strength is None else "good")
        self.ready.emit(self.is_ready())
