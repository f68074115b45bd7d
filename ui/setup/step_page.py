"""A page that goes from step to step before anything is unlocked: one primary button that leads on, and one that leads back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.setup.steps import Step
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.busy import Busy
from ui.widgets.notice import Notice
from ui.widgets.page import Page
from ui.widgets.parts import button, keyboard_order, row

WIDTH_PX = 680


class StepPage(Page):
    """Fulfils `ui.widgets.stage.Stage`. `above` stands over the steps; the two buttons call `go_on` and `go_back`."""

    def __init__(self, above: QWidget, go_on: Callable[[], None], go_back: Callable[[], None]) -> None:
        super().__init__(WIDTH_PX, centred=True)
        self._step: Step | None = None
        self._go_on = go_on
        self.notice = Notice()
        self.busy = Busy()
        self.back_button = button(say("setup.back"), go_back, "quiet")
        self.next_button = button(say("setup.next"), go_on, "primary")
        self._place = QVBoxLayout()
        self._place.setSpacing(SPACE_BETWEEN)
        self.add(above)
        self.add(self._place)
        self.add(self.notice)
        self.add(self.busy)

    def show_idle(self) -> None:
        self.busy.stop()
        self._enable(True)
        self.next_button.setFocus()

    def _add_buttons(self) -> None:
        """Below all that was added by then."""
        self.add(row(self.next_button, self.back_button, None))

    def _show(self, step: Step, go_on: str, *, may_go_back: bool = True) -> None:
        """`go_on` is what the button that leads on says now."""
        if self._step is not None:
            self._step.ready.disconnect(self.next_button.setEnabled)
            self._step.submitted.disconnect(self._go_on)
            self._place.removeWidget(self._step)
            self._step.hide()
        self._step = step
        self._place.addWidget(step)
        step.show()
        step.ready.connect(self.next_button.setEnabled)
        step.submitted.connect(self._go_on)
        self.next_button.setText(go_on)
        self.next_button.setAccessibleName(go_on)
        self.next_button.setEnabled(step.is_ready())
        self.back_button.setVisible(may_go_back)
        keyboard_order((step, self.next_button, self.back_button))
        self.setFocusProxy(step if step.focusProxy() is not None else self.next_button)  # whoever gives the page the keyboard gives it here
        self.setFocus()

    def _ready(self) -> bool:
        return self._step is not None and self._step.is_ready()

    def _enable(self, on: bool) -> None:
        for part in (self._step, self.back_button):
            if part is not None:
                part.setEnabled(on)
        self.next_button.setEnabled(on and self._ready())
