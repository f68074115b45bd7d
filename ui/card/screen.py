"""Import: notice the card, look at it, tick and name the family, import, then erase from the card what was compared.

Every step runs off the interface's thread. An import can be cancelled (what was copied is destroyed) or paused by a lock (it goes on
when the card is back).
"""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.card import CardContents, FoundFilm
from app.domain.errors import Circumstance, ErrorCode, SamspillError
from app.domain.ids import FamilyCode, PersonId
from app.domain.import_job import ImportProgress, ImportReport
from app.film_ports import Examination
from app.usecases.erase_from_card import Erasure, erase_films
from app.usecases.import_card import ImportTools, Signals, import_films
from app.usecases.resume_imports import resume_from_card
from ui.card.choose import ChoosePanel
from ui.card.films import FilmsPanel
from ui.card.look import CardView, examine_films, view_card
from ui.card.result import ResultPanel, show_erasures
from ui.card.run import RunPanel
from ui.card.watch import CardWatch
from ui.jobs import Cancel, Jobs
from ui.widgets.film_permission import FilmPermission
from ui.widgets.page import WIDE_PX, Page


class CardScreen(Page):
    """Shows one panel at a time. `changed` whenever the vault or a card is other than before; `consent_wanted`: the
    ledger of this family's code."""

    changed = Signal()
    library_wanted = Signal()
    consent_wanted = Signal(str)

    def __init__(self, tools: ImportTools, jobs: Jobs, watch: CardWatch) -> None:
        super().__init__(WIDE_PX)
        self._tools = tools
        self._jobs = jobs
        self._cancel = Cancel()
        self._pause = Cancel()
        self._looking = Cancel()
        self._running: threading.Event | None = None
        self._contents: CardContents | None = None
        self._family: FamilyCode | None = None
        self.panel: QWidget | None = None
        self._watch = watch
        watch.changed.connect(self._roots)
        self._show_choose()

    def refresh(self) -> None:
        """Ask now instead of at the next turn of the watch; consents may have been given meanwhile."""
        self._watch.ask()
        if isinstance(self.panel, FilmsPanel):
            self.panel.whom.read_again()

    def bring_for(self, family: FamilyCode) -> None:
        """The next film is this family's, unless something else is typed."""
        self._family = family
        if isinstance(self.panel, FilmsPanel):
            self.panel.whom.choose(family)

    def is_importing(self) -> bool:
        return self._running is not None

    def holds_words(self) -> bool:
        """Whether somebody is choosing films of a card."""
        return isinstance(self.panel, FilmsPanel)

    def stop(self, wait_s: float = 1.0) -> None:
        """The application locks: leave the import where it is, durable, and let go of the card."""
        self._looking.cancel()
        self._pause.cancel()
        if self._running is not None:
            self._running.wait(wait_s)

    # --- noticing and looking -----------------------------------------------------------------------------------------------

    def _roots(self, roots: list[Path]) -> None:
        if isinstance(self.panel, ChoosePanel):
            self.panel.show_roots(roots)

    def look(self, root: Path) -> None:
        """Read what is under a card, a folder or a file."""
        if isinstance(self.panel, ChoosePanel):
            self.panel.notice.clear()
            self.panel.setEnabled(False)
        self._jobs.pool(self, partial(self._view, root), self._show_films, self._look_failed)

    def _view(self, root: Path) -> CardView:
        contents = self._tools.cards.look(root)
        if not contents.films:
            raise Circumstance(ErrorCode.NO_FILM_FOUND)
        return view_card(self._tools.store, contents)

    def _look_failed(self, error: SamspillError) -> None:
        panel = self.panel if isinstance(self.panel, ChoosePanel) else self._show_choose()
        panel.setEnabled(True)
        panel.notice.show_error(error)

    # --- panels ---------------------------------------------------------------------------------------------------------------

    def _show_choose(self) -> ChoosePanel:
        self._looking.cancel()
        panel = ChoosePanel()
        panel.chosen.connect(self.look)
        panel.show_roots(self._watch.roots)
        self.put(panel)
        return panel

    def _show_films(self, view: CardView) -> None:
        self._contents = view.contents
        permission = FilmPermission(self._tools.store, self._jobs, self._tools.clock)
        permission.consent_wanted.connect(self.consent_wanted)
        panel = FilmsPanel(view, permission)
        panel.whom.field.offer_codes(self._tools.store, self._jobs)
        if self._family is not None:
            panel.whom.choose(self._family)
        panel.left.connect(self._show_choose)
        panel.import_wanted.connect(self._import)
        panel.resume_wanted.connect(self._resume)
        panel.erase_wanted.connect(self._erase)
        self.put(panel)
        self._looking = Cancel()

        home = self._jobs.way_home(panel)

        def tell(number: int, found: Examination) -> None:
            home(lambda: panel.show_examination(number, found))

        examine = partial(examine_films, self._tools.cards, self._tools.workshop, view.contents.films, tell, self._looking)
        self._jobs.pool(panel, examine)

    def put(self, panel: QWidget) -> None:
        """Show this panel instead of the one before."""
        if self.panel is not None:
            self.column.removeWidget(self.panel)
            self.panel.hide()
            self.panel.deleteLater()
        self.panel = panel
        self.add(panel)
        self.verticalScrollBar().setValue(0)
        panel.setFocus()  # where the next thing is done: see each panel's focus proxy

    # --- importing --------------------------------------------------------------------------------------------------------------

    def _import(self, films: list[FoundFilm], family: FamilyCode, in_picture: frozenset[PersonId]) -> None:
        assert self._contents is not None
        self._family = None
        self._run(len(films), partial(import_films, self._tools, self._contents, films, family, in_picture=in_picture))

    def _resume(self) -> None:
        assert self._contents is not None and isinstance(self.panel, FilmsPanel)
        waiting = len(self.panel.view.to_resume)
        self._run(waiting, partial(resume_from_card, self._tools, self._contents))

    def _run(self, films: int, work: partial[ImportReport]) -> None:
        self._looking.cancel()
        self._cancel, self._pause = Cancel(), Cancel()
        panel = RunPanel(films)
        panel.cancel_wanted.connect(self._cancel.cancel)
        self.put(panel)
        running = threading.Event()
        self._running = running

        home = self._jobs.way_home(panel)

        def progress(now: ImportProgress) -> None:
            home(lambda: panel.show_progress(now))

        def run() -> ImportReport:
            try:
                return work(Signals(progress=progress, cancel=self._cancel, pause=self._pause))
            finally:
                running.set()

        self._jobs.pool(self, run, self._imported, self._import_failed)

    def _imported(self, report: ImportReport) -> None:
        self._running = None
        panel = ResultPanel(report)
        panel.library_wanted.connect(self.library_wanted)
        panel.library_wanted.connect(self._show_choose)
        panel.left.connect(self._show_choose)
        panel.erase_wanted.connect(self._erase)
        self.put(panel)
        self.changed.emit()

    def _import_failed(self, error: SamspillError) -> None:
        self._running = None
        self._show_choose().notice.show_error(error)
        self.changed.emit()

    # --- erasing ------------------------------------------------------------------------------------------------------------------

    def _erase(self, films: list[FoundFilm]) -> None:
        assert self._contents is not None
        work = partial(erase_films, self._tools.store, self._tools.cards, self._contents, films)
        self._jobs.pool(self, work, self._erased, self._erase_failed)

    def _erased(self, erased: list[Erasure]) -> None:
        if isinstance(self.panel, ResultPanel):
            self.panel.show_erased(erased)
        else:
            show_erasures(self._show_choose().notice, erased)
        self.changed.emit()

    def _erase_failed(self, error: SamspillError) -> None:
        if isinstance(self.panel, ResultPanel | FilmsPanel):
            self.panel.notice.show_error(error)
            self.panel.erase.setEnabled(True)
