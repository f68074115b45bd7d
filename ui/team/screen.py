"""The team: joining one, who its base is, what came down from it, and leaving."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from app.base_ports import Membership
from app.domain.errors import SamspillError
from app.domain.outbox import Document
from app.ports import Clock, Store
from app.usecases.take_documents import Holding, Pending, documents_in_force, take_document, waiting_documents
from app.usecases.team import team
from ui.film.desk import FilmDesk
from ui.jobs import Jobs
from ui.preferences import Preferences
from ui.services import Session
from ui.team.document_card import DocumentCard, document_name, holding_words
from ui.team.join_card import JoinCard
from ui.team.member_card import MemberCard
from ui.texts import say
from ui.widgets.notice import Notice
from ui.widgets.page import Page
from ui.widgets.parts import clear_layout, column, keyboard_before, section, title, words

WIDTH_PX = 760


@dataclass(frozen=True)
class TeamNow:
    """What was read in one go."""

    member: Membership | None
    pending: tuple[Pending, ...]
    in_force: tuple[Holding, ...]


def read_team(store: Store, clock: Clock) -> TeamNow:
    member = team(store)
    pending = waiting_documents(store, clock) if member is not None else ()  # of a team that was left nothing more is asked
    return TeamNow(member, pending, documents_in_force(store))


class TeamScreen(Page):
    """`refresh` reads the vault again. `changed` when it was joined or left, or a document holds; `outbox_wanted`: what waits."""

    changed = Signal()
    outbox_wanted = Signal()

    def __init__(self, session: Session, jobs: Jobs, desk: FilmDesk, preferences: Preferences) -> None:
        super().__init__(WIDTH_PX)
        self._session, self._jobs = session, jobs
        self.now: TeamNow | None = None
        self._arriving = False  # the keyboard is given once what to do is known
        self.notice = Notice(closable=True)
        self.join = JoinCard(session, jobs, desk, preferences)
        self.member = MemberCard(session, jobs)
        self.documents: list[DocumentCard] = []
        self.came = section(say("team.came"))
        self._waiting = column(spacing=12)
        self._in_force = column(spacing=4)
        self.add(title(say("team.title")))
        self.add(words(say("team.lead")))
        self.add(self.notice)
        self.add(self._waiting)
        for part in (self.join, self.member, self.came):
            self.add(part)
        self.add(self._in_force)
        self.end()
        self.join.joined.connect(self._joined)
        self.member.left.connect(self._left)
        self.member.fetched.connect(self._fetched)
        self.member.outbox_wanted.connect(self.outbox_wanted)
        self.member.show_wanted.connect(self._bring_into_sight)
        for asking in (self.join.job, self.member.job):
            asking.begun.connect(self.notice.clear)  # what came of the last act is no news beside the next one
        for part in (self.join, self.member, self.came):
            part.hide()

    def refresh(self) -> None:
        """Nothing changes under somebody who is entering a code or was asked something."""
        self._jobs.store(self, partial(read_team, self._session.store, self._session.clock), self._fill, self.notice.show_error)

    def holds_words(self) -> bool:
        return self.join.is_open() or self.member.is_asking()

    def take_keyboard(self) -> None:
        """To where the next thing is done, once it is known."""
        self._arriving = True
        self._give_keyboard()

    def _give_keyboard(self) -> None:
        if self.documents:
            self.documents[0].do_button.setFocus()
        elif self.member.isVisible():
            self.member.outbox_button.setFocus()
        elif self.join.isVisible():
            self.join.take_keyboard()

    def stop(self) -> None:
        self.join.stop()
        self.member.stop()

    def hideEvent(self, event: QHideEvent) -> None:
        """What was said of an act is not true for ever: whoever comes back finds what is."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.notice.clear()

    # --- what is shown ------------------------------------------------------------------------------------------------------------

    def _fill(self, now: TeamNow) -> None:
        arriving = self._arriving or self.now is None
        self._arriving = False
        if now == self.now:
            return
        self.now = now
        self.join.setVisible(now.member is None)
        self.member.setVisible(now.member is not None)
        if now.member is not None:
            self.member.show_member(now.member)
        self._show_documents(now)
        if arriving and self.isVisible() and not self.holds_words():
            self._give_keyboard()

    def _show_documents(self, now: TeamNow) -> None:
        clear_layout(self._waiting)
        clear_layout(self._in_force)
        self.documents = []
        if now.pending:
            self._waiting.addWidget(words(say("team.pending")))
        for pending in now.pending:
            made = DocumentCard(pending)
            made.taken.connect(self._take)
            self.documents.append(made)
            self._waiting.addWidget(made)
        keyboard_before(self.join.address, [made.do_button for made in self.documents])
        for one in now.in_force:
            self._in_force.addWidget(words(holding_words(one)))
        quiet = now.member is not None and not now.pending and not now.in_force
        self.came.setVisible(quiet or bool(now.in_force))
        if quiet:
            self._in_force.addWidget(words(say("team.nothing_came")))

    # --- what is done -------------------------------------------------------------------------------------------------------------

    def _joined(self) -> None:
        self.notice.show_words(say("team.joined"), say("team.joined_what"), tone="good")
        self._changed()

    def _left(self) -> None:
        self.notice.show_words(say("team.left"), say("team.left_what"), tone="good")
        self._changed()

    def _fetched(self) -> None:
        """To what came, if anything did."""
        self.changed.emit()
        self._arriving = True
        self.refresh()

    def _take(self, pending: Pending) -> None:
        for made in self.documents:
            made.do_button.setEnabled(False)
        work = partial(take_document, self._session.store, self._session.clock, pending.document)
        self._jobs.store(self, work, lambda _done: self._taken(pending.document), self._not_taken)

    def _taken(self, document: Document) -> None:
        self.notice.show_words(say("team.taken", what=document_name(document)), tone="good")
        self._changed()

    def _not_taken(self, error: SamspillError) -> None:
        self.notice.show_error(error)
        self._changed()

    def _bring_into_sight(self, part: QWidget) -> None:
        """Once it has its place."""
        QTimer.singleShot(0, part, lambda: self.ensureWidgetVisible(part))

    def _changed(self) -> None:
        """What was shown is read anew, and the keyboard goes to what is next."""
        self.now = None
        self.verticalScrollBar().setValue(0)
        self.changed.emit()
        self.refresh()
