"""What left this laptop: each batch, when and to whom, the base's receipt, and with one press the bytes themselves. The chain over all of
it is looked at each time the page is opened."""

from __future__ import annotations

import hashlib
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.base_ports import Codec
from app.domain.audit import Fault
from app.domain.errors import SamspillError
from app.domain.outbox import Departure, SentItem
from app.ports import Store
from app.usecases.what_left import check_what_left, left, left_items
from ui import wording
from ui.jobs import Jobs
from ui.outbox.detail import bytes_field
from ui.outbox.item_words import item_words
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.notice import Notice
from ui.widgets.page import Page
from ui.widgets.parts import button, clear_layout, column, row, secondary, set_role, title, words

WIDTH_PX = 900
AT_A_TIME = 20  # batches
_BYTES_PX = 200


class LeftPage(Page):
    """`refresh` reads and checks it again. `outbox_wanted`: what waits."""

    outbox_wanted = Signal()

    def __init__(self, store: Store, jobs: Jobs, codec: Codec) -> None:
        super().__init__(WIDTH_PX)
        self._store, self._jobs, self._codec = store, jobs, codec
        self.departures: tuple[Departure, ...] = ()
        self._unread = True
        self._wanted = AT_A_TIME
        self.notice = Notice()
        self.verdict = words()
        self.cards: dict[int, DepartureCard] = {}
        self._list = column(spacing=12)
        self.more_button = button(say("wording.show_older"), self._more)
        self.outbox_button = button(say("left.to_outbox"), self.outbox_wanted.emit)
        head = row(title(say("left.title")), self.outbox_button)
        head.setStretch(0, 1)
        self.add(head)
        self.add(words(say("left.lead")))
        self.add(self.notice)
        self.add(self.verdict)
        self.add(self._list)
        self.add(row(self.more_button, None))
        self.more_button.hide()
        self.end()

    def refresh(self) -> None:
        self._jobs.store(self, partial(left, self._store, self._wanted), self._fill, self.notice.show_error)
        self._jobs.store(self, partial(check_what_left, self._store), self._checked, self.notice.show_error)

    def _fill(self, departures: tuple[Departure, ...]) -> None:
        """What is open stays open where nothing changed: background work has this read at any time."""
        if departures == self.departures and not self._unread:
            return
        self._unread, self.departures = False, departures
        clear_layout(self._list)
        self.cards = {}
        for one in departures:
            self.cards[one.number] = DepartureCard(one, self._store, self._jobs, self._codec)
            self._list.addWidget(self.cards[one.number])
        if not departures:
            self._list.addWidget(words(say("left.none")))
        self.more_button.setVisible(bool(departures) and departures[-1].number > 1)

    def _more(self) -> None:
        self._wanted += AT_A_TIME
        self.refresh()

    def _checked(self, fault: Fault | None) -> None:
        self.verdict.setVisible(fault is not None or bool(self.departures))  # both were read in their order
        set_role(self.verdict, "good" if fault is None else "warn")
        if fault is None:
            self.verdict.setText(say("left.whole"))
        else:
            what = say(f"left.fault.{fault.kind.value}", number=fault.number)
            self.verdict.setText(" ".join((say("left.fault"), what, say("left.fault_next"))))


class DepartureCard(QFrame):
    """One batch. `open` shows what was in it, below."""

    def __init__(self, departure: Departure, store: Store, jobs: Jobs, codec: Codec) -> None:
        super().__init__()
        self.departure = departure
        self._store, self._jobs, self._codec = store, jobs, codec
        self.setProperty("role", "card")
        self._heading = say("left.heading", number=departure.number, items=wording.count("outbox.items", departure.items))
        self._reading = False
        self.notice = Notice()
        self.open_button = button("", self.open)
        self._say("left.open")
        self.inside: QWidget | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(SPACE_BETWEEN, 12, SPACE_BETWEEN, 12)
        self._layout.setSpacing(8)
        parcel = departure.parcel
        to = say("left.to", time=wording.when(parcel.at), team=parcel.team)
        received = departure.received_at
        receipt = say("left.received", time=wording.when(received)) if received else say("left.no_receipt")
        facts = column(
            words(self._heading, "row-title"), words(to), words(receipt, "good" if received else "warn"),
            secondary(say("left.base", fingerprint=parcel.base)), spacing=2,
        )  # fmt: skip
        head = row(facts, self.open_button, spacing=SPACE_BETWEEN)
        head.setStretch(0, 1)
        self._layout.addLayout(head)
        self._layout.addWidget(self.notice)

    def open(self) -> None:
        """Show what was in it, or put it away."""
        if self.inside is not None:
            self.inside.hide()
            self.inside.deleteLater()
            self.inside = None
            self._say("left.open")
            return
        if not self._reading:  # the button stays as it is: one that is disabled loses the keyboard
            self._reading = True
            self._jobs.store(self, partial(left_items, self._store, self.departure.parcel.batch), self._fill, self._not_read)

    def _say(self, key: str) -> None:
        self.open_button.setText(say(key))
        self.open_button.setAccessibleName(f"{say(key)}: {self._heading}")

    def _not_read(self, error: SamspillError) -> None:
        self._reading = False
        self.notice.show_error(error)

    def _fill(self, items: tuple[SentItem, ...]) -> None:
        self._reading = False
        self._say("left.close")
        body = exact_body(self.departure, items, self._codec)
        shown = bytes_field(say("left.bytes"))
        shown.setFixedHeight(_BYTES_PX)
        shown.setPlainText(body.decode("ascii") if body is not None else _what_is_left(items))
        said = words("\n".join(map(_item_words, items)))  # one label: a hundred would hold the window still
        inner = column(said, secondary(say("left.bytes" if body is not None else "left.not_whole")), shown)
        inner.addWidget(secondary(say("left.digest", digest=self.departure.parcel.body_digest)))
        if self.departure.receipt:
            receipt = bytes_field(say("left.receipt"))
            receipt.setFixedHeight(_BYTES_PX)
            receipt.setPlainText(self.departure.receipt.decode("utf-8", "replace"))
            inner.addWidget(secondary(say("left.receipt")))
            inner.addWidget(receipt)
        self.inside = QWidget(self)
        self.inside.setLayout(inner)
        self._layout.addWidget(self.inside)


def exact_body(departure: Departure, items: tuple[SentItem, ...], codec: Codec) -> bytes | None:
    """The request as it went, made of its items anew and held against the digest that was written down; None where something of it was
    erased since."""
    bodies = [item.body for item in items if item.body is not None]
    if len(bodies) != len(items):
        return None
    body = codec.body(departure.parcel.batch, departure.parcel.team, bodies)
    return body if hashlib.sha256(body).hexdigest() == departure.parcel.body_digest else None


def _item_words(item: SentItem) -> str:
    if item.body is None:
        return say("left.erased", digest=item.digest[:16])
    said = item_words(item.body)
    return f"{said.heading} · {said.short}" if said.short else said.heading


def _what_is_left(items: tuple[SentItem, ...]) -> str:
    return "\n".join(item.body.decode("ascii") if item.body is not None else item.digest for item in items)
