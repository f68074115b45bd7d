"""The first screen of all: set up, or practise first. Nothing is made until one of them is chosen and confirmed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from ui.texts import Language, language, say
from ui.theme import SPACE_INSIDE
from ui.widgets.busy import Busy
from ui.widgets.notice import Notice
from ui.widgets.page import Page
from ui.widgets.parts import button, card, column, row, secondary, section, title, words

WIDTH_PX = 760
# Each language names itself.
OWN_NAMES: tuple[tuple[Language, str], ...] = (("nb", "Norsk"), ("en", "English"))


class WelcomeScreen(Page):
    """Emits what was chosen; `language_wanted` rebuilds it in another language."""

    set_up_wanted = Signal()
    practice_wanted = Signal()
    restore_wanted = Signal()
    language_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(WIDTH_PX, centred=True)
        self.notice = Notice()
        self.busy = Busy()
        self.set_up_button = button(say("setup.begin"), self.set_up_wanted.emit, "primary")
        self.practice_button = button(say("setup.practise"), self.practice_wanted.emit)
        self.restore_button = button(say("backup.from_backup"), self.restore_wanted.emit, "quiet")
        self.add(self._languages())
        self.add(title(say("setup.welcome")))
        self.add(words(say("setup.promise")))
        choices = row(
            card(column(section(say("setup.real")), words(say("setup.real_lead")), None, row(self.set_up_button, None))),
            card(column(section(say("setup.practice")), words(say("setup.practice_lead")), None, row(self.practice_button, None))),
            spacing=2 * SPACE_INSIDE,
        )
        choices.setStretch(0, 1)
        choices.setStretch(1, 1)
        self.add(choices)
        self.add(row(self.restore_button, None))
        self.add(self.notice)
        self.add(self.busy)
        self.add(secondary(say("setup.aid")))
        self.setFocusProxy(self.set_up_button)

    def show_idle(self) -> None:
        self.setEnabled(True)
        self._enable(True)
        self.busy.stop()

    def _enable(self, on: bool) -> None:
        for one in (self.set_up_button, self.practice_button, self.restore_button, *self._language_buttons):
            one.setEnabled(on)

    def _languages(self) -> QHBoxLayout:
        self._language_buttons: list[QPushButton] = []
        for code, own_name in OWN_NAMES:
            one = button(own_name, partial(self._choose_language, code))
            one.setCheckable(True)
            one.setChecked(code == language())
            self._language_buttons.append(one)
        return row(None, *self._language_buttons)

    def _choose_language(self, code: str) -> None:
        """Not a button group: Qt would take all but one of its buttons out of the Tab order."""
        for (own_code, _own_name), one in zip(OWN_NAMES, self._language_buttons, strict=True):
            one.setChecked(own_code == code)
        self.language_wanted.emit(code)
