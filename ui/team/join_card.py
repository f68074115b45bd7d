"""Joining a team: the address of its base and a one-time code, typed, pasted, or read with the camera."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QWidget

from app.base_ports import Membership
from app.domain.errors import ErrorCode, SamspillError
from app.domain.invitation import taken_apart
from app.ports import CancelToken, Progress
from app.usecases.join_team import join_team
from ui.film.desk import FilmDesk
from ui.jobs import Jobs
from ui.preferences import Preferences
from ui.services import Session
from ui.team.camera import CameraPanel
from ui.texts import error_words, say
from ui.theme import SPACE_BETWEEN, TARGET_PX
from ui.widgets.long_job import LongJob
from ui.widgets.notice import Notice
from ui.widgets.parts import button, column, name, row, secondary, section, words

_MOST_LETTERS = 300
_ABOUT_THE_CODE = frozenset({ErrorCode.ENROLMENT_CODE_MISTYPED, ErrorCode.ENROLMENT_CODE_REFUSED})
# Here it may be the address, and no summary is on its way.
_ELSEWHERE = {
    ErrorCode.BASE_UNREACHABLE: ("team.not_reached", "team.not_reached_next"),
    ErrorCode.BASE_NOT_THE_ONE: ("team.another_base", "team.another_base_next"),
}
_HINTS = Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhSensitiveData


class JoinCard(QFrame):
    """`joined` once the base has answered and its key is pinned."""

    joined = Signal()

    def __init__(self, session: Session, jobs: Jobs, desk: FilmDesk, preferences: Preferences) -> None:
        super().__init__()
        self._session = session
        self.setProperty("role", "card")
        self.notice = Notice()
        self.job = LongJob(jobs, self)
        self.address = self._field(say("team.address"), say("team.address_hint"))
        self.code = self._field(say("team.code"), say("team.code_hint"))
        self.join_button = button(say("team.join"), self.join, "primary")
        self.camera_button = button(say("team.camera"), partial(self._show_camera, True))
        self.camera = CameraPanel(desk, jobs, preferences, session.team.read_picture, self)
        self.camera.found.connect(self._found)
        self.camera.left.connect(partial(self._show_camera, False))
        self.camera.hide()
        self._lay_out()
        self._allow()

    def _lay_out(self) -> None:
        layout = column(section(say("team.join_title")), words(say("team.join_lead")), self.notice, spacing=12)
        typing = column(spacing=12)
        for field, hint in ((self.address, say("team.address_hint")), (self.code, say("team.code_hint"))):
            label = QLabel(field.accessibleName())
            label.setBuddy(field)
            typing.addLayout(column(label, field, secondary(hint), spacing=4))
        typing.addLayout(row(self.join_button, self.camera_button, None))
        self._typing = QWidget(self)
        self._typing.setLayout(typing)
        for part in (self._typing, self.camera, self.job):
            layout.addWidget(part)
        layout.setContentsMargins(SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN)
        self.setLayout(layout)

    def _field(self, label: str, hint: str) -> QLineEdit:
        made = QLineEdit()
        made.setMaxLength(_MOST_LETTERS)
        made.setMinimumHeight(TARGET_PX)
        made.setInputMethodHints(_HINTS)
        name(made, label, hint)
        made.textChanged.connect(self._typed)
        made.returnPressed.connect(self.join)
        return made

    def is_open(self) -> bool:
        """Whether something is being entered."""
        return bool(self.address.text() or self.code.text()) or not self.camera.isHidden()

    def take_keyboard(self) -> None:
        self.address.setFocus()

    def forget(self) -> None:
        """Nothing of a code stays behind."""
        self.address.clear()
        self.code.clear()

    def join(self) -> None:
        """Hand the code in. The base is asked first who it is."""
        if not self.join_button.isEnabled():
            return
        self.notice.clear()
        session, address, code = self._session, self.address.text(), self.code.text()

        def work(_progress: Progress, cancel: CancelToken) -> Membership:
            invitation = session.team.read_invitation(address, code)
            return join_team(session.store, session.clock, session.team.base, invitation, cancel, practice=session.practice)

        self._let(False)
        self.job.start(say("team.joining"), work, lambda _member: self._joined(), self._not_joined, far=True)

    def stop(self) -> None:
        """The vault is being closed."""
        self.job.stop()
        self.forget()

    # --- inside ---------------------------------------------------------------------------------------------------------------------

    def _typed(self, text: str) -> None:
        """A whole invitation that was pasted or typed into either field is taken apart."""
        if (invitation := taken_apart(text)) is not None:
            self._put_in(*invitation)
        self._allow()

    def _put_in(self, address: str, code: str) -> None:
        self.address.setText(address)
        self.code.setText(code)
        (self.join_button if code else self.code).setFocus()

    def _found(self, text: str) -> None:
        """Read with the camera. Any other QR code is said, and looked past."""
        if (invitation := taken_apart(text)) is not None:
            self._show_camera(False)
            self._put_in(*invitation)
        else:
            self.notice.show_words(say("team.other_qr"), say("team.other_qr_what"), tone="warn")

    def _show_camera(self, shown: bool) -> None:
        self.notice.clear()
        self.camera.setVisible(shown)
        self._typing.setVisible(not shown)
        (self.camera.leave_button if shown else self.camera_button).setFocus()

    def _joined(self) -> None:
        self._let(True)
        self.forget()
        self.joined.emit()

    def _not_joined(self, error: SamspillError) -> None:
        self._let(True)
        stopped = error.code is ErrorCode.CANCELLED  # by whoever sits here: nothing to tell
        if error.code in _ELSEWHERE:
            what, next_step = map(say, _ELSEWHERE[error.code])
            self.notice.show_words(error_words(error)[0], what, next_step, tone="warn")
        elif not stopped:
            self.notice.show_error(error)
        if self.isVisible():
            (self.join_button if stopped else self.code if error.code in _ABOUT_THE_CODE else self.address).setFocus()
        if error.code is ErrorCode.ENROLMENT_CODE_REFUSED:
            self.code.selectAll()  # another one takes its place

    def _let(self, may: bool) -> None:
        for part in (self.address, self.code, self.camera_button):
            part.setEnabled(may)
        self._allow()
        if not may:
            self.join_button.setEnabled(False)

    def _allow(self) -> None:
        self.join_button.setEnabled(bool(self.address.text().strip() and self.code.text().strip()))
