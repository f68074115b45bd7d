"""The films on one card: tick, say whose they are, import. Films that are safely in the vault may be erased from here too."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.card import FoundFilm
from app.domain.errors import Circumstance, ErrorCode
from app.film_ports import Examination
from ui import wording
from ui.card.erase_panel import ErasePanel
from ui.card.for_whom import ForWhom
from ui.card.found_row import FoundRow
from ui.card.look import CardView
from ui.texts import say
from ui.widgets.film_permission import FilmPermission
from ui.widgets.notice import Notice
from ui.widgets.parts import button, card, column, row, secondary, title, words


class FilmsPanel(QWidget):
    """Emits `import_wanted(films, family, in_picture)`, `resume_wanted()`, `erase_wanted(films)` and `left()`."""

    import_wanted = Signal(object, object, object)
    resume_wanted = Signal()
    erase_wanted = Signal(object)
    left = Signal()

    def __init__(self, view: CardView, permission: FilmPermission) -> None:
        super().__init__()
        self.view = view
        self.rows = [FoundRow(film, known) for film, known in zip(view.contents.films, view.known, strict=True)]
        self.notice = Notice()
        self.whom = ForWhom(view.families, permission)
        self.code, self.import_button = self.whom.field.line, self.whom.import_button
        self.whom.wanted.connect(self._import)
        permission.failed.connect(self.notice.show_error)
        self.back_button = button(say("card.back"), self.left.emit, "quiet")
        self.erase = ErasePanel([film for film, known in zip(view.contents.films, view.known, strict=True) if known.erasable])
        self.erase.erase_wanted.connect(self.erase_wanted)
        for one in self.rows:
            one.toggled.connect(self._tell)
        self._lay_out()
        self.setFocusProxy(self.code)
        self._tell()

    def _lay_out(self) -> None:
        count = wording.count("wording.films", len(self.rows))
        heading = row(column(title(say("card.films_title")), secondary(say("card.films_lead", films=count)), spacing=4), self.back_button)
        heading.setStretch(0, 1)
        # Above the films, so that the one primary button is in sight however many there are.
        ways_in = [*self._resume_part(), self.whom]
        layout = column(heading, self.notice, *ways_in, *self.rows, self.erase, spacing=12)
        layout.addStretch(1)
        self.setLayout(layout)
        if not self.view.allowed:  # what came in before may still be erased from the card
            self.notice.show_error(Circumstance(ErrorCode.FOOTAGE_NOT_ALLOWED))
            for way in ways_in:
                way.hide()
            for one in self.rows:
                one.shut()

    def show_examination(self, number: int, found: Examination) -> None:
        self.rows[number].show_examination(found)
        self._tell()

    def chosen(self) -> list[FoundFilm]:
        return [one.film for one in self.rows if one.is_ticked()]

    # --- parts ----------------------------------------------------------------------------------------------------------------

    def _resume_part(self) -> list[QWidget]:
        """What a pulled card, a lock or a kill left half done goes on first."""
        waiting = len(self.view.to_resume)
        if not waiting:
            return []
        self.resume_button = button(say("card.resume"), self.resume_wanted.emit)
        line = row(words(say("card.resume_lead", films=wording.count("wording.films", waiting))), self.resume_button)
        line.setStretch(0, 1)
        return [card(line)]

    # --- deciding ---------------------------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        films = self.chosen()
        self.whom.show_films(len(films), sum(film.size_bytes for film in films))

    def _import(self) -> None:
        films, family = self.chosen(), self.whom.family()
        if films and family is not None:
            self.import_wanted.emit(films, family, self.whom.in_picture())
