"""The outbox: what waits to leave the laptop, in words and as the exact bytes, and the one button that sends it.

What is shown is what goes: the batches are packed when the screen is read, and those very bytes are sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.domain.errors import ErrorCode, SamspillError
from app.domain.ids import RecordId
from app.domain.outbox import KeptState
from app.ports import CancelToken, Progress, Store
from app.usecases.outbox import leave_out, put_back, release_held, try_again
from app.usecases.pacing import Pauses
from app.usecases.release_summaries import Released
from app.usecases.send_now import Exchange, send_now
from ui.jobs import Cancel, Jobs
from ui.outbox.detail import Detail
from ui.outbox.listing import STATES, Group, WaitingList, WaitingRow
from ui.outbox.reading import OutboxNow, read_outbox
from ui.outbox.shipment import Shipment
from ui.outbox.words import TO_LOOK_AT, group_words, lead_words, result_words, tab_words
from ui.services import Session
from ui.texts import say
from ui.theme import SPACE_AROUND, SPACE_BETWEEN, TARGET_PX
from ui.widgets.long_job import LongJob
from ui.widgets.notice import Notice
from ui.widgets.parts import button, column, row, secondary, title, words

_RIGHT_PX = 520


class OutboxPage(QWidget):
    """`refresh` makes what is due and reads it. `changed` when something was made, left out or released; `sending_ended` however it ended.

    `team_wanted`: join one, or see what came down. `consents_wanted(family)`. `left_wanted`: what left this laptop.
    """

    changed = Signal()
    sending_ended = Signal()
    team_wanted = Signal()
    left_wanted = Signal()
    consents_wanted = Signal(str)

    def __init__(self, session: Session, jobs: Jobs) -> None:
        super().__init__()
        self._session, self._jobs = session, jobs
        self.now: OutboxNow | None = None
        self.group = Group.GOING
        self._reading: Cancel | None = None
        self._again = False
        self._look_first = False  # with the next reading: at what needs a look
        self._arriving = True  # then at what waits; or, where nothing goes, at what needs a look too
        self._awaited = False  # the keyboard is given once it is known what waits
        self.notice = Notice(closable=True)
        self.lead = words()
        self.busy_line = secondary()
        self.send_button = button(say("outbox.send"), self._send, "primary")
        self.shipment_button = button(say("outbox.show_shipment"), self._turn)
        self.team_button = button(say("outbox.join"), self.team_wanted.emit, "primary")
        self.left_button = button(say("outbox.to_left"), self.left_wanted.emit)
        self.came_button = button(say("outbox.came"), self.team_wanted.emit)
        self.job = LongJob(jobs, self)
        self.tabs = {group: self._tab(group) for group in Group}
        self.about = words()
        self.all_button = button("", self._all)
        self.list = WaitingList()
        self.detail = Detail(self)
        self.shipment = Shipment(self)
        self._connect()
        self._lay_out()
        self._show()

    def _connect(self) -> None:
        self.list.ticked.connect(self._tick)
        self.list.chosen_changed.connect(lambda: self.detail.show_row(self.list.chosen()))
        self.detail.tick_wanted.connect(self._tick)
        self.detail.again_wanted.connect(lambda one: self._try_again((one.record,)))
        self.detail.release_wanted.connect(lambda one: self._change(release_held, (one.record,)))
        self.detail.consents_wanted.connect(self.consents_wanted)
        self.job.ended.connect(self._job_ended)

    def _lay_out(self) -> None:
        head = row(title(say("outbox.title")), self.left_button, self.shipment_button, self.team_button, self.send_button)
        head.setStretch(0, 1)
        self._lists = QWidget(self)
        about = row(self.about, self.all_button)  # beside each other: the list does not move when there is a button
        about.setStretch(0, 1)
        self.about.setMinimumHeight(TARGET_PX)
        left = column(row(*self.tabs.values(), None), about, self.list)
        left.setStretch(2, 1)
        right = column(self.detail, self.shipment)
        across = row(left, right, spacing=SPACE_BETWEEN)
        across.setStretch(0, 1)
        self._lists.setLayout(across)
        for part in (self.detail, self.shipment):
            part.setFixedWidth(_RIGHT_PX)
        self.shipment.hide()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SPACE_AROUND, SPACE_BETWEEN, SPACE_AROUND, SPACE_BETWEEN)
        whole.setSpacing(12)
        whole.addLayout(head)
        whole.addWidget(self.lead)
        whole.addWidget(self.notice)
        whole.addLayout(row(self.came_button, None))
        whole.addWidget(self.job)
        whole.addWidget(self.busy_line)
        whole.addWidget(self._lists, 1)
        whole.addStretch(0)
        self.came_button.hide()

    def _tab(self, group: Group) -> QPushButton:
        made = button("", partial(self.open, group))
        made.setCheckable(True)
        return made

    # --- reading ----------------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """One reading at a time; nothing changes under a sending."""
        if self._reading is not None or self.job.is_running():
            self._again = True
            return
        self._again = False
        cancel = self._reading = Cancel()
        home = self._jobs.way_home(self)
        store, clock, ways = self._session.store, self._session.clock, self._session.team

        def progress(done: int, total: int) -> None:
            home(lambda: self.busy_line.setText(say("outbox.preparing", done=done, total=total)))

        self._jobs.pool(self, partial(read_outbox, store, clock, ways, progress, cancel), self._fill, self._not_read)

    def stop(self) -> None:
        """The vault is being closed: what is half sent is asked about again the next time."""
        self.job.stop()
        if self._reading is not None:
            self._reading.cancel()

    def is_sending(self) -> bool:
        return self.job.is_running()

    def hideEvent(self, event: QHideEvent) -> None:
        """What came of a sending is not true for ever: whoever comes back finds what waits now."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._arriving = True
            self.notice.clear()
            self.came_button.hide()

    def _fill(self, now: OutboxNow) -> None:
        self._reading, self.now = None, now
        if self._arriving or self._look_first:
            look = self._look_first or not now.view.of(KeptState.WAITING)
            wanted = TO_LOOK_AT if look else (Group.GOING,)
            self.group = next((group for group in wanted if self.rows(group)), self.group)
        self._look_first = self._arriving = False
        self._show()
        if self._awaited:
            self.take_keyboard()
        if now.new:
            self.changed.emit()
        if self._again:
            self.refresh()

    def _not_read(self, error: SamspillError) -> None:
        self._reading = None
        self.busy_line.clear()
        if error.code is not ErrorCode.CANCELLED:
            self.notice.show_error(error)

    # --- what is shown ------------------------------------------------------------------------------------------------------------

    def open(self, group: Group) -> None:
        """Look at these."""
        self.group = group
        self._show()

    def take_keyboard(self) -> None:
        """To what is done next, once that is known: to join a team, to look at what waits, or at what has left."""
        self._awaited = self.now is None
        wanted = (self.team_button, self.list, self.left_button)
        first = next((part for part in wanted if part.isVisible()), None)
        if first is not None:
            first.setFocus()

    def look_first(self) -> None:
        """With the next reading: at what needs a look, where there is any."""
        self._look_first = True

    def rows(self, group: Group) -> list[WaitingRow]:
        lines = self.now.view.lines if self.now else ()
        return [WaitingRow(line) for line in lines if line.kept.state in STATES[group]]

    def _show(self) -> None:
        rows = {group: self.rows(group) for group in Group}
        if not rows[self.group]:
            self.group = next((group for group in Group if rows[group]), Group.GOING)
        for group, tab in self.tabs.items():
            said = tab_words(group, rows[group])
            tab.setText(said)
            tab.setAccessibleName(said)
            tab.setChecked(group is self.group)
            tab.setVisible(bool(rows[group]))
        self._show_head(rows)
        self._show_group(rows[self.group])
        self.shipment.show_packs(self.now.packs if self.now else ())
        self._let()

    def _show_head(self, rows: Mapping[Group, list[WaitingRow]]) -> None:
        member = self.now.view.membership if self.now else None
        self.busy_line.setText("" if self.now else say("outbox.reading"))
        self.busy_line.setVisible(self.now is None)
        self.lead.setText(lead_words(member, rows) if self.now else "")
        self.team_button.setVisible(self.now is not None and member is None)
        self.send_button.setVisible(member is not None)
        self.shipment_button.setVisible(bool(self.now and self.now.packs))
        self.left_button.setVisible(self.now is not None and self.now.view.last is not None)
        self._lists.setVisible(any(rows.values()))
        if not (self.now and self.now.packs):
            self._show_shipment(False)

    def _show_group(self, shown: list[WaitingRow]) -> None:
        about, action = group_words(self.group, shown)
        self.about.setText(about)
        self.all_button.setText(action)
        self.all_button.setAccessibleName(action)
        self.all_button.setVisible(bool(action))
        self.list.show_rows(shown)

    def _let(self) -> None:
        """What may be pressed now."""
        still = not self.job.is_running()
        self.send_button.setEnabled(still and bool(self.now and self.now.packs))
        self.all_button.setEnabled(still)
        self.detail.let(still)

    def _turn(self) -> None:
        self._show_shipment(self.shipment.isHidden())

    def _show_shipment(self, shown: bool) -> None:
        self.shipment.setVisible(shown)
        self.detail.setVisible(not shown and self.detail.row is not None)
        said = say("outbox.hide_shipment" if shown else "outbox.show_shipment")
        self.shipment_button.setText(said)
        self.shipment_button.setAccessibleName(said)

    # --- what is changed ------------------------------------------------------------------------------------------------------------

    def _tick(self, one: WaitingRow) -> None:
        if one.ticked is not None:
            self._change(leave_out if one.ticked else put_back, (one.record,))

    def _all(self) -> None:
        """The one thing to do with all of a group."""
        records = tuple(one.record for one in self.rows(self.group))
        if self.group is Group.QUARANTINED:
            self._try_again(records)
        else:
            self._change(release_held if self.group is Group.HELD else put_back, records)
        self.list.setFocus()  # under the same button lies another act next

    def _try_again(self, records: tuple[RecordId, ...]) -> None:
        session = self._session

        def again(store: Store, those: Iterable[RecordId]) -> int:
            return try_again(store, session.clock, session.team.codec, those)

        self._change(again, records)

    def _change(self, act: Callable[[Store, Iterable[RecordId]], int], records: tuple[RecordId, ...]) -> None:
        if not self.job.is_running():
            work = partial(act, self._session.store, records)
            self._jobs.store(self, work, lambda _changed: self._was_changed(), self.notice.show_error)

    def _was_changed(self) -> None:
        self.changed.emit()
        self.refresh()

    # --- sending ------------------------------------------------------------------------------------------------------------------

    def _send(self) -> None:
        """What is shown, as it is shown."""
        if self.now is None or self.job.is_running():
            return
        packs, session = self.now.packs, self._session
        self.notice.clear()
        self.came_button.hide()

        def work(progress: Progress, cancel: CancelToken) -> Exchange:
            return send_now(session.store, session.clock, session.team.base, Pauses(cancel), packs, progress, cancel)

        self.job.start(say("outbox.sending"), work, self._sent, self._not_sent, far=True)
        self._let()

    def _sent(self, exchange: Exchange) -> None:
        said = result_words(exchange)
        self.notice.show_words(said.title, said.what, said.next, tone=said.tone)
        self.came_button.setVisible(bool(exchange.arrived.waiting))
        if exchange.released.sent:
            self.left_button.show()  # from the first sending on: what waits is still being read
        self._give_keyboard()

    def _not_sent(self, error: SamspillError) -> None:
        if error.code is ErrorCode.CANCELLED:  # before its turn came: as later
            self._sent(Exchange(Released(trouble=error.code)))
            return
        self.notice.show_error(error)
        self._give_keyboard()

    def _job_ended(self) -> None:
        self._arriving = True
        self._let()
        self.sending_ended.emit()
        self.refresh()

    def _give_keyboard(self) -> None:
        """The button that stopped it is gone."""
        if self.isVisible():
            (self.left_button if self.left_button.isVisible() else self.list).setFocus()
