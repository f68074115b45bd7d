"""The row under the film: play, steps, the exact time, speed, loop, sound, picture. Every button has its key in its tooltip."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSlider, QWidget

from app.domain.timebase import clock_text
from ui.icons import icon
from ui.review.keys import with_key
from ui.review.mark_editor import quiet_focus
from ui.texts import say
from ui.theme import TARGET_PX
from ui.widgets.boxes import choice_box
from ui.widgets.parts import ToolButton, name, set_role, words

SPEEDS_PERCENT = (10, 25, 50, 75, 100, 125, 150, 200)
LOUDEST_PERCENT = 300
_ICON_PX = 20
_LABEL_PX = 38


class Transport(QWidget):
    """Says which key of the screen was meant (`wanted`), so that mouse and keyboard are one."""

    wanted = Signal(str)  # a Key.name
    speed_wanted = Signal(int)  # percent
    volume_wanted = Signal(int)  # percent

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ""
        self._muted = False
        self._has_device = True
        name(self, say("transport.name"))
        self.play = self._button("play", "transport.play", picture="play")
        self.loop = self._button("loop", "transport.loop", picture="repeat", key="")
        self.loop.setCheckable(True)
        self.mute = self._button("mute", "transport.mute", picture="speaker-high")
        self.time = self._time_label()
        self._of = words("", "secondary", wrap=False)
        self.speed = self._speed_box()
        self.volume = self._volume_slider()
        self._lay_out()

    # --- building ---

    def _button(self, wish: str, text: str, *, picture: str = "", label: str = "", key: str | None = None) -> ToolButton:
        made = ToolButton()
        made.setProperty("role", "transport")
        name(made, say(text))
        made.setToolTip(say(text) if key == "" else with_key(say(text), key or wish))
        if picture:
            made.setIcon(icon(picture))
            made.setIconSize(QSize(_ICON_PX, _ICON_PX))
        else:
            made.setText(label)
        # Fixed, so that an hour's longer time still fits the smallest window.
        made.setFixedSize(TARGET_PX if picture else _LABEL_PX, TARGET_PX)
        quiet_focus(made)
        made.clicked.connect(lambda _on=False: self.wanted.emit(wish))
        return made

    def _time_label(self) -> QLabel:
        label = words("00:00.000", "time", wrap=False)
        font = QFont(label.font())
        font.setFeature(QFont.Tag("tnum"), 1)
        label.setFont(font)
        label.setAccessibleName(say("transport.time"))
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return label

    def _speed_box(self) -> QComboBox:
        box = choice_box(say("transport.speed"))
        box.setToolTip(say("transport.speed_tip"))
        for percent in SPEEDS_PERCENT:
            box.addItem(speed_words(percent), percent)
        box.setCurrentIndex(SPEEDS_PERCENT.index(100))
        box.activated.connect(lambda row: self.speed_wanted.emit(SPEEDS_PERCENT[row]))
        box.setFixedWidth(70)
        quiet_focus(box)
        return box

    def _volume_slider(self) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(0, LOUDEST_PERCENT)
        slider.setSingleStep(10)
        slider.setPageStep(50)
        slider.setFixedWidth(60)
        slider.setMinimumHeight(24)
        name(slider, say("transport.volume"))
        quiet_focus(slider)
        slider.valueChanged.connect(self.volume_wanted)
        return slider

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for made in (
            self._button("back_5", "key.back_5", label="−5 s"),
            self._button("back_1", "key.back_1", label="−1 s"),
            self._button("back_frame", "key.back_frame", picture="caret-left"),
            self.play,
            self._button("on_frame", "key.on_frame", picture="caret-right"),
            self._button("on_1", "key.on_1", label="+1 s"),
            self._button("on_5", "key.on_5", label="+5 s"),
        ):
            layout.addWidget(made)
        layout.addSpacing(4)
        layout.addWidget(self.time)
        layout.addWidget(self._of)
        layout.addSpacing(4)
        layout.addStretch(1)
        layout.addWidget(self.speed)
        layout.addWidget(self.loop)
        layout.addSpacing(4)
        layout.addWidget(self.mute)
        layout.addWidget(self.volume)
        layout.addSpacing(4)
        layout.addWidget(self._button("rotate", "key.rotate", picture="arrow-clockwise"))
        layout.addWidget(self._button("fit", "key.fit", picture="frame-corners"))
        layout.addWidget(self._button("full", "key.full", picture="arrows-out"))

    # --- what it shows ---

    def show_duration(self, duration_us: int) -> None:
        self._of.setText(f"/ {clock_text(duration_us)}")
        # Keep the figures from shifting the row: as wide as this film's longest time.
        widest = "0:00:00.000" if duration_us >= 3_600_000_000 else "00:00.000"
        self.time.ensurePolished()
        self.time.setFixedWidth(self.time.fontMetrics().horizontalAdvance(widest) + 8)

    def show_time(self, shown_us: int, *, exact: bool) -> None:
        """The timestamp of the picture on screen. Muted while it is only a stand-in on the way to the exact one."""
        text = clock_text(shown_us, with_ms=True)
        if text != self._shown:
            self._shown = text
            self.time.setText(text)
        set_role(self.time, "time" if exact else "time-near")

    def show_playing(self, playing: bool) -> None:
        text = say("key.pause" if playing else "transport.play")
        self.play.setIcon(icon("pause" if playing else "play"))
        name(self.play, text)
        self.play.setToolTip(with_key(text, "play"))

    def show_speed(self, percent: int) -> None:
        row = min(range(len(SPEEDS_PERCENT)), key=lambda n: abs(SPEEDS_PERCENT[n] - percent))
        self.speed.setCurrentIndex(row)

    def show_loop(self, a_us: int | None, b_us: int | None) -> None:
        on = a_us is not None and b_us is not None
        self.loop.setChecked(on)
        self.loop.setToolTip(say("transport.loop_on_tip" if on else "transport.loop_off_tip"))

    def show_volume(self, percent: int, *, muted: bool) -> None:
        with QSignalBlocker(self.volume):
            self.volume.setValue(percent)
        self.volume.setToolTip(say("transport.volume_tip", percent=percent))
        self._muted = muted
        self._show_speaker()

    def show_sound_device(self, there: bool) -> None:
        """Without a device the film still plays; the speaker says why it is silent."""
        if there != self._has_device:
            self._has_device = there
            self._show_speaker()

    def _show_speaker(self) -> None:
        text = say("transport.unmute" if self._muted else "transport.mute")
        picture = "speaker-slash" if self._muted else "speaker-high"
        silent = "" if self._has_device else say("transport.no_sound_device")
        self.mute.setIcon(icon("speaker-x" if silent else picture))
        self.mute.setAccessibleName(text)
        self.mute.setAccessibleDescription(silent)
        self.mute.setToolTip(silent or with_key(text, "mute"))


def speed_words(percent: int) -> str:
    """`0.5×` in English, `0,5×` in Norwegian."""
    return say("transport.times", speed=f"{percent / 100:g}".replace(".", say("transport.point")))
