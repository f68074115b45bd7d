"""Being in a team: which, what the base calls this laptop, by what its base is known again, what is new there, and the way out."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from app.base_ports import Membership
from app.domain.errors import Circumstance, ErrorCode, SamspillError
from app.domain.fingerprint import fingerprint
from app.ports import CancelToken, Progress
from app.usecases.leave_team import leave_team
from app.usecases.take_documents import Arrived, fetch_documents
from ui.jobs import Jobs
from ui.services import Session
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.long_job import LongJob
from ui.widgets.notice import Notice
from ui.widgets.parts import button, column, row, secondary, section, words

# What keeps the base from being told: then it may be left all the same, and somebody at the base has to revoke the laptop.
_NOT_HEARD = frozenset({
    ErrorCode.BASE_UNREACHABLE, ErrorCode.BASE_CERTIFICATE, ErrorCode.BASE_NOT_THE_ONE, ErrorCode.BASE_BUSY, ErrorCode.BASE_TROUBLE,
    ErrorCode.BASE_NEWER, ErrorCode.BASE_OLDER,
})  # fmt: skip


class MemberCard(QFrame):
    """`left` once the laptop is in the team no more; `fetched`: the base has said what it has for it; `outbox_wanted`; `show_wanted`: bring
    this part into sight."""

    left = Signal()
    fetched = Signal()
    show_wanted = Signal(object)
    outbox_wanted = Signal()

    def __init__(self, session: Session, jobs: Jobs) -> None:
        super().__init__()
        self._session = session
        self._unheard = False
        self._name = ""  # by which whoever runs the base knows this laptop
        self.setProperty("role", "card")
        self.heading = section("")
        self.called = words()
        self.at = words()
        self.print = words(role="row-title")
        self.notice = Notice()
        self.job = LongJob(jobs, self)
        self.outbox_button = button(say("team.to_outbox"), self.outbox_wanted.emit, "primary")
        self.fetch_button = button(say("team.fetch"), self._fetch)
        self.leave_button = button(say("team.leave"), self._ask, "quiet")
        self.question = self._make_question()
        layout = column(
            self.heading, self.called, self.at, column(secondary(say("team.fingerprint")), self.print, spacing=2),
            secondary(say("team.fingerprint_what")), row(self.outbox_button, self.fetch_button, self.leave_button, None), self.notice,
            self.question, self.job, spacing=12,
        )  # fmt: skip
        layout.setContentsMargins(SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN)
        self.setLayout(layout)

    def _make_question(self) -> QFrame:
        frame = QFrame()  # without a parent until it has its place: Tab goes by when a part was given one
        frame.setProperty("role", "notice-warn")
        self.what = words(say("team.leave_what"))
        self.do_button = button(say("team.leave_do"), self._leave)
        self.keep_button = button(say("wording.cancel"), self._keep, "quiet")
        inner = column(words(say("team.leave_title"), "notice-title"), self.what, row(self.do_button, self.keep_button, None))
        inner.setContentsMargins(SPACE_BETWEEN, 8, SPACE_BETWEEN, 12)
        frame.setLayout(inner)
        frame.hide()
        return frame

    def show_member(self, member: Membership) -> None:
        self._name = member.name
        self.heading.setText(say("team.member", team=member.team))
        self.called.setText(say("team.called", name=member.name))
        self.at.setText(say("team.at", address=member.url))
        self.print.setText(fingerprint(bytes.fromhex(member.key)))

    def is_asking(self) -> bool:
        """Whether something is being asked, of the person or of the base."""
        return not self.question.isHidden() or self.job.is_running()

    def _ask(self) -> None:
        self.notice.clear()
        self._say(unheard=False)
        self.question.show()
        self.leave_button.hide()
        self.keep_button.setFocus()
        self.show_wanted.emit(self.question)

    def _keep(self) -> None:
        self.question.hide()
        self.notice.clear()
        self.leave_button.show()
        self.leave_button.setFocus()

    def _leave(self) -> None:
        session = self._session
        self._let(False)
        unheard = self._unheard

        def work(_progress: Progress, cancel: CancelToken) -> None:
            leave_team(session.store, session.clock, session.team.base, cancel, unheard=unheard)

        self.job.start(say("team.leaving"), work, lambda _done: self._was_left(), self._not_left, far=True)

    def stop(self) -> None:
        """The vault is being closed."""
        self.job.stop()

    def _was_left(self) -> None:
        self._let(True)
        self.question.hide()
        self.leave_button.show()
        self.left.emit()

    def _not_left(self, error: SamspillError) -> None:
        """The base was not told: leaving without is another question."""
        self._let(True)
        if error.code is not ErrorCode.CANCELLED:  # that is by whoever sits here: nothing to tell
            self.notice.show_error(error)
            self._say(unheard=error.code in _NOT_HEARD)
        if self.isVisible():
            self.keep_button.setFocus()
            self.show_wanted.emit(self.question)

    def _fetch(self) -> None:
        """Without anything to send: whoever runs the base has said that there is something."""
        session = self._session
        self.notice.clear()
        self._let(False)

        def work(_progress: Progress, cancel: CancelToken) -> Arrived:
            return fetch_documents(session.store, session.clock, session.team.base, cancel)

        self.job.start(say("team.fetching"), work, self._was_fetched, self._not_fetched, far=True)

    def _was_fetched(self, arrived: Arrived) -> None:
        self._asked()
        if arrived.refused:
            self.notice.show_error(Circumstance(arrived.refused[0]))
        elif not arrived.waiting:
            self.notice.show_words(say("team.nothing_new"), tone="good")
        self.fetched.emit()

    def _not_fetched(self, error: SamspillError) -> None:
        self._asked()
        if error.code is not ErrorCode.CANCELLED:
            self.notice.show_error(error)

    def _asked(self) -> None:
        self._let(True)
        if self.isVisible():
            self.fetch_button.setFocus()

    def _let(self, may: bool) -> None:
        """One conversation with the base at a time."""
        for part in (self.question, self.fetch_button, self.leave_button):
            part.setEnabled(may)

    def _say(self, *, unheard: bool) -> None:
        self._unheard = unheard
        self.what.setText(say("team.leave_unheard", name=self._name) if unheard else say("team.leave_what"))
        said = say("team.leave_anyway" if unheard else "team.leave_do")
        self.do_button.setText(said)
        self.do_button.setAccessibleName(said)
