"""An import under way: which step, how far, how fast, how long still, and a way to stop."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from app.domain.import_job import ImportProgress, ImportStep
from ui import wording
from ui.texts import say
from ui.widgets.parts import button, card, column, name, row, secondary, title, words


class RunPanel(QWidget):
    """`show_progress` as it comes; emits `cancel_wanted()` once."""

    cancel_wanted = Signal()

    def __init__(self, films: int) -> None:
        super().__init__()
        self._step = words(say("card.step.looking"), "row-title")
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(12)
        name(self._bar, say("card.progress"))
        self._bar.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self._bar)  # never the button: Space would stop the import
        self.numbers = secondary()
        self.cancel_button = button(say("card.cancel"), self._cancel)
        inside = column(self._step, self._bar, self.numbers, row(None, self.cancel_button), spacing=12)
        heading = title(say("card.importing", films=wording.count("wording.films", films)))
        self.setLayout(column(heading, words(say("card.importing_lead")), card(inside, 24), None, spacing=16))

    def show_progress(self, now: ImportProgress) -> None:
        share = 1000 * now.done_bytes // max(1, now.total_bytes)
        self._bar.setValue(share)
        step = say(f"card.step.{now.step.value}")
        self._step.setText(say("card.step_of", step=step, number=now.film_number, count=now.film_count))
        if now.step in (ImportStep.COPYING, ImportStep.COMPARING) and now.bytes_per_second:
            speed = say("card.speed", size=wording.size(now.bytes_per_second))
            self.numbers.setText(f"{share // 10} %  ·  {speed}  ·  {wording.time_left(now.seconds_left)}")
        else:
            self.numbers.setText(f"{share // 10} %")

    def _cancel(self) -> None:
        self.cancel_button.setEnabled(False)
        self.numbers.setText(say("card.cancelling"))
        self.cancel_wanted.emit()
