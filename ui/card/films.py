"""The films on one card: tick, give the family's code, import. Films that are safely in the vault may be erased from here too."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.card import FoundFilm
from app.ports import Examination
from ui import wording
from ui.card.erase_panel import ErasePanel
from ui.card.found_row import FoundRow
from ui.card.look import CardView
from ui.texts import say
from ui.widgets.family_field import FamilyField
from ui.widgets.notice import Notice
from ui.widgets.parts import button, card, column, row, secondary, title, words


class FilmsPanel(QWidget):
    """Emits `import_wanted(films, family)`, `resume_wanted()`, `erase_wanted(films)` and `left()`."""

    import_wanted = Signal(object, object)
    resume_wanted = Signal()
    erase_wanted = Signal(object)
    left = Signal()

    def __init__(self, view: CardView) -> None:
        super().__init__()
        self.view = view
        self.rows = [FoundRow(film, known) for film, known in zip(view.contents.films, view.known, strict=True)]
        self.notice = Notice()
        self.field = FamilyField(view.families)
        self.code, self.new_code_button = self.field.line, self.field.new_button
        self.field.changed.connect(self._tell)
        self.field.entered.connect(self._import)
        self.import_button = button("", self._import, "primary")
        self.back_button = button(say("card.back"), self.left.emit, "quiet")
        self.hint = secondary()
        count = wording.count("wording.films", len(self.rows))
        heading = row(column(title(say("card.films_title")), secondary(say("card.films_lead", films=count)), spacing=4), self.back_button)
        heading.setStretch(0, 1)
        family = row(self.field, None, self.import_button)
        # Above the films, so that the one primary button is in sight however many there are.
        layout = column(heading, self.notice, *self._resume_part(), card(column(family, self.hint)), spacing=12)
        for one in self.rows:
            one.toggled.connect(self._tell)
            layout.addWidget(one)
        self.erase = ErasePanel([film for film, known in zip(view.contents.films, view.known, strict=True) if known.erasable])
        self.erase.erase_wanted.connect(self.erase_wanted)
        layout.addWidget(self.erase)
        layout.addStretch(1)
        self.setLayout(layout)
        self.setFocusProxy(self.code)
        self._tell()

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
        """What is missing still, in words beside a button that cannot be pressed yet."""
        films = self.chosen()
        family = self.field.family()
        total = wording.size(sum(film.size_bytes for film in films))
        self.import_button.setText(say("card.import", films=wording.count("wording.films", len(films))))
        self.import_button.setAccessibleName(self.import_button.text())
        self.import_button.setEnabled(bool(films) and family is not None)
        if not films:
            hint = say("card.hint_tick")
        elif family is None:
            hint = self.field.fault()
        elif family in self.view.families:
            hint = say("card.hint_known", code=family, size=total)
        else:
            hint = say("card.hint_new", code=family, size=total)
        self.hint.setText(hint)

    def _import(self) -> None:
        films, family = self.chosen(), self.field.family()
        if films and family is not None:
            self.import_wanted.emit(films, family)
