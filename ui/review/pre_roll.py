"""How long before the press a point is set: whole seconds, remembered."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSpinBox

from ui.preferences import PRE_ROLL_MS, Preferences
from ui.texts import say
from ui.widgets.parts import name

LONGEST_S = 10


class PreRollBox(QSpinBox):
    """Reads and writes the preference; who needs the value listens to the preferences."""

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self.setRange(0, LONGEST_S)
        self.setPrefix(f"{say('codes.pre_roll')} ")
        self.setSuffix(say("codes.pre_roll_suffix"))
        name(self, say("codes.pre_roll_tip"))
        self.setToolTip(say("codes.pre_roll_tip"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedWidth(self.sizeHint().width())
        self.setValue(round(preferences.get(PRE_ROLL_MS) / 1000))
        self.valueChanged.connect(lambda seconds: preferences.set(PRE_ROLL_MS, seconds * 1000))
