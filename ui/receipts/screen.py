"""What still lies unencrypted on cards, and the receipts of what was destroyed: a section of the privacy place."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from app.domain.card import CardFilm
from app.domain.receipt import Receipt
from app.ports import Store
from app.usecases.erase_from_card import not_wiped, wiped_elsewhere
from ui import wording
from ui.jobs import Jobs
from ui.receipts.words import receipt_words
from ui.texts import say
from ui.widgets.notice import Notice
from ui.widgets.page import Page
from ui.widgets.parts import button, card, clear_layout, column, row, secondary, section, title, words

WIDTH_PX = 900
AT_A_TIME = 20  # receipts


@dataclass(frozen=True)
class Ledger:
    """What the screen shows, read in one go."""

    on_cards: tuple[CardFilm, ...] = field(repr=False)
    receipts: tuple[Receipt, ...]


def read_ledger(store: Store) -> Ledger:
    on_cards = tuple(not_wiped(store))
    with store.work() as work:
        return Ledger(on_cards, tuple(work.receipts.all()))


class ReceiptsScreen(Page):
    """`refresh` reads the vault again."""

    changed = Signal()

    def __init__(self, store: Store, jobs: Jobs) -> None:
        super().__init__(WIDTH_PX)
        self._store = store
        self._jobs = jobs
        self.notice = Notice()
        self._cards = column(spacing=12)
        self._receipts = column(spacing=12)
        self._left: tuple[Receipt, ...] = ()
        self.more_button = button(say("wording.show_older"), self._more)
        self.add(title(say("receipts.title")))
        self.add(self.notice)
        self.add(section(say("receipts.on_cards")))
        self.add(self._cards)
        self.add(section(say("receipts.receipts")), group=True)
        self.add(self._receipts)
        self.add(row(self.more_button, None))
        self.more_button.hide()
        self.end()

    def refresh(self) -> None:
        self._jobs.store(self, partial(read_ledger, self._store), self._fill, self.notice.show_error)

    def _fill(self, ledger: Ledger) -> None:
        clear_layout(self._cards)
        clear_layout(self._receipts)
        for film in ledger.on_cards:
            self._cards.addWidget(self._card_line(film))
        if not ledger.on_cards:
            self._cards.addWidget(words(say("receipts.cards_empty")))
        self._left = ledger.receipts
        if not ledger.receipts:
            self._receipts.addWidget(words(say("receipts.empty")))
        self._more()

    def _more(self) -> None:
        """A few at a time: each card costs some milliseconds of the interface's thread."""
        now, self._left = self._left[:AT_A_TIME], self._left[AT_A_TIME:]
        for receipt in now:
            self._receipts.addWidget(_receipt_card(receipt))
        self.more_button.setVisible(bool(self._left))

    def _card_line(self, film: CardFilm) -> QFrame:
        """A film that still lies on a card. Wiped in the camera? Then the person may say so."""
        seen = say("receipts.seen", time=wording.when(film.seen_at))
        facts = column(words(film.label or say("receipts.card_unnamed"), "row-title"), secondary(seen), spacing=4)
        wiped = button(say("receipts.wiped"), partial(self._wiped, film))
        line = row(facts, wiped)
        line.setStretch(0, 1)
        return card(line, margin=12)

    def _wiped(self, film: CardFilm) -> None:
        def done(_nothing: None) -> None:
            self.changed.emit()
            self.refresh()

        self._jobs.store(self, partial(wiped_elsewhere, self._store, film.card, film.source_key), done, self.notice.show_error)


def _receipt_card(receipt: Receipt) -> QFrame:
    heading, what, unreached = receipt_words(receipt)
    parts = [words(heading, "row-title"), words(what)]
    if unreached:
        parts.append(words(unreached, "warn"))
    return card(column(*parts, spacing=4), margin=12)
