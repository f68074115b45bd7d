"""Help with the frame: the guide over the picture, and the hint in words whether both faces are in it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSignalBlocker
from PySide6.QtWidgets import QWidget

from app.domain.filming import FacesSeen
from ui.film.desk import DeskState, FilmDesk
from ui.film.framing import Frame, Framing
from ui.film.preview import PreviewView
from ui.film.saying import has_picture
from ui.film.side import Side
from ui.texts import say
from ui.widgets.parts import words


class Guide(QObject):
    """`hint` is the line of words. It is switched beside the picture, for each camera."""

    def __init__(self, screen: QWidget, desk: FilmDesk, side: Side, preview: PreviewView) -> None:
        super().__init__(screen)
        self._screen, self._desk, self._side, self._preview = screen, desk, side, preview
        self._framing = Framing()
        self.hint = words()
        desk.faces.connect(self._faces)
        side.guide_switched.connect(self._switched)

    def follow_choice(self) -> None:
        """Another camera: as it was switched for that one."""
        with QSignalBlocker(self._side.guide):
            self._side.guide.setChecked(self._side.choosers.guide())
        self.look()

    def look(self) -> None:
        """Faces are looked for only where somebody reads the hint."""
        self._framing = Framing()
        self._desk.watch_faces(self._side.guide.isChecked() and self._screen.isVisible())
        self.show_hint()
        self.show_over()

    def show_over(self) -> None:
        """The picture and what lies over it, as the film stands."""
        paused = self._desk.state is DeskState.PAUSED
        guide = self._side.guide.isChecked() and not paused
        red = self._desk.state is DeskState.FILMING
        self._preview.set_look(live=has_picture(self._desk), dimmed=paused, guide=guide, red=red)

    def show_hint(self) -> None:
        self._say(self._framing.frame)

    def _switched(self, on: bool) -> None:
        self._side.choosers.keep_guide(on)
        self.look()

    def _faces(self, seen: FacesSeen) -> None:
        self._say(self._framing.see(seen))

    def _say(self, frame: Frame) -> None:
        read = self._side.guide.isChecked() and has_picture(self._desk) and self._desk.state is not DeskState.PAUSED
        self.hint.setText(say(f"filming.frame.{frame.value}") if read else "")
