"""The note of a visit: what was signed, the draft below it, a template to begin with, and the signing, asked once and in plain words."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from app.domain.errors import SamspillError
from app.domain.visit import Note, VisitKind, VisitState
from app.ports import Clock, Store
from app.usecases.note_templates import filled, note_templates
from app.usecases.write_note import begin_addendum, begin_note, sign_note
from ui.jobs import Jobs
from ui.texts import language, say
from ui.visits.draft import DraftKeeper
from ui.visits.note_fields import NoteFields
from ui.visits.sheet import VisitSheet
from ui.visits.signed_note import signed_card
from ui.widgets.announce import announce
from ui.widgets.boxes import choice_box
from ui.widgets.notice import Notice
from ui.widgets.parts import button, clear_layout, column, row, secondary, section, set_role, words


class NotePanel(QWidget):
    """`show_sheet` shows the notes of a visit; `signed` says that one more was signed. `stop` has the last words kept."""

    signed = Signal()
    show_wanted = Signal(object)  # a part that is to be brought into sight

    def __init__(self, store: Store, clock: Clock, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._clock, self._jobs = store, clock, jobs
        self._note: Note | None = None
        self._sure = False  # an addendum with words in it is given up at the second press
        self._signed_notes: tuple[Note, ...] = ()
        self.keeper = DraftKeeper(store, jobs, self)
        self.keeper.saving.connect(self._tell_saved)
        self.keeper.saved.connect(self._tell_saved)
        self.keeper.failed.connect(self._not_saved)
        self.notice = Notice()
        self._cards = column()
        self.fields = NoteFields()
        self.fields.written.connect(self._written)
        self.saved_line = secondary()
        self.sign_button = button(say("visits.sign"), self._ask, "primary")
        self.add_button = button(say("visits.add"), self._add)
        self._editor = self._make_editor()
        self.question, self.sign_now, self._not_yet = self._make_question()
        head = row(section(say("visits.note.title")), None, self.add_button)
        self.setLayout(column(head, self.notice, self._cards, self._editor, self.question))
        self._show_editor(None)

    def _make_editor(self) -> QWidget:
        """Template, fields, and how it stands with saving beside the button that signs."""
        self.templates = choice_box(say("visits.template"))
        self.templates.activated.connect(self._take_template)
        self._heading = secondary()
        head = row(self._heading, self.templates)
        head.setStretch(0, 1)
        self.drop_button = button(say("visits.drop_addendum"), self._drop, "quiet")
        foot = row(self.saved_line, self.drop_button, self.sign_button)
        foot.setStretch(0, 1)
        box = QWidget()
        layout = column(head, self.fields, foot)
        layout.setStretch(1, 1)
        box.setLayout(layout)
        return box

    def _make_question(self) -> tuple[QFrame, QPushButton, QPushButton]:
        """What signing means, before it is done."""
        frame = QFrame()
        frame.setProperty("role", "notice-warn")
        now = button(say("visits.sign_now"), self._sign, "primary")
        not_yet = button(say("visits.sign_not_yet"), self._leave_question, "quiet")
        inner = column(words(say("visits.sign_title"), "notice-title"), words(say("visits.sign_what")), row(now, not_yet, None))
        inner.setContentsMargins(16, 8, 16, 12)
        frame.setLayout(inner)
        frame.hide()
        return frame, now, not_yet

    # --- what is shown ---

    def show_sheet(self, sheet: VisitSheet) -> None:
        """The notes of this visit. What is being written in the same draft right now stays as it is on the screen."""
        another = self._note is None or self._note.visit != sheet.visit.id
        if another:
            self.stop()
            self.notice.clear()
        self._signed_notes = sheet.signed()
        clear_layout(self._cards)
        for note in self._signed_notes:
            self._cards.addWidget(signed_card(note))
        self._offer_templates(sheet.visit.kind)
        set_role(self.sign_button, "" if sheet.visit.state is VisitState.PLANNED else "primary")  # how it went comes first
        draft = sheet.draft()
        open_here = None if another else self._note
        if open_here is not None and any(one.id == open_here.id for one in self._signed_notes):
            open_here = None
        if open_here is None:
            self._show_editor(draft or (None if self._signed_notes else begin_note(self._clock, sheet.visit.id)))

    def take_keyboard(self) -> None:
        """To where the next thing is written."""
        (self.add_button if self._note is None else self.fields).setFocus()

    def stop(self) -> None:
        """Ask the store for what was typed last."""
        self.keeper.flush()

    def _show_editor(self, note: Note | None) -> None:
        self._note = note
        self.question.hide()
        self._editor.setVisible(note is not None)
        self.add_button.setVisible(note is None and bool(self._signed_notes))
        if note is not None:
            self.fields.show_note(note)
            self._heading.setText(say("visits.note.addendum_lead") if note.addendum_to else say("visits.note.lead"))
            self.templates.setVisible(note.addendum_to is None)
            self._offer_to_drop(sure=False)
            self._let(True)
        self._tell_saved()

    def _offer_templates(self, kind: VisitKind) -> None:
        self.templates.clear()
        self.templates.addItem(say("visits.template"))
        for template in note_templates(language(), kind):
            self.templates.addItem(template.title, template)

    # --- writing ---

    def _written(self) -> None:
        if self._note is not None:
            self._note = self.fields.of(self._note)
            self.keeper.write(self._note)
            self._offer_to_drop(sure=False)

    def _take_template(self, index: int) -> None:
        template = self.templates.itemData(index)
        self.templates.setCurrentIndex(0)
        if template is not None and self._note is not None:
            self._note = filled(self.fields.of(self._note), template)
            self.fields.show_note(self._note)
            self.keeper.write(self._note)
            self.fields.setFocus()

    def _tell_saved(self) -> None:
        empty = self._note is None or self._note.is_empty()
        if self.keeper.is_saved():
            self.saved_line.setText(say("visits.nothing_written") if empty else say("visits.saved"))
            if self.notice.property("role") == "notice-error" and not empty:
                self.notice.clear()
        else:
            self.saved_line.setText(say("visits.saving"))

    def _not_saved(self, error: SamspillError) -> None:
        self.saved_line.setText(say("visits.not_saved"))
        self.notice.show_error(error)

    # --- signing ---

    def _ask(self) -> None:
        self.question.show()
        self.sign_button.setEnabled(False)
        self.sign_now.setFocus()
        self.show_wanted.emit(self.question)

    def _leave_question(self) -> None:
        self.question.hide()
        self.sign_button.setEnabled(True)
        self.sign_button.setFocus()

    def _sign(self) -> None:
        note = self._note
        if note is not None:
            note = self.fields.of(note)
            self._let(False)
            self.keeper.flush()  # what cannot be signed yet is kept all the same
            self._jobs.store(self, partial(sign_note, self._store, self._clock, note), self._was_signed, self._not_signed)

    def _was_signed(self, note: Note) -> None:
        if self._note is not None and self._note.id == note.id:
            self._signed_notes = (*self._signed_notes, note)
            self._cards.addWidget(signed_card(note))
            self.notice.clear()
            self._show_editor(None)
            self.add_button.setFocus()
        announce(self, say("visits.signed_said"))
        self.signed.emit()

    def _not_signed(self, error: SamspillError) -> None:
        self._leave_question()
        self._let(True)
        self.notice.show_error(error)
        self.show_wanted.emit(self.notice)

    def _let(self, may: bool) -> None:
        """Whether something may be changed: not while it is being signed."""
        for part in (self.fields, self.templates, self.drop_button, self.sign_button, self.question):
            part.setEnabled(may)

    def _add(self) -> None:
        """An addendum to what was signed last."""
        if self._signed_notes:
            work = partial(begin_addendum, self._store, self._clock, self._signed_notes[-1].id)
            self._jobs.store(self, work, self._added, self.notice.show_error)

    def _added(self, note: Note) -> None:
        if self._note is None:
            self._show_editor(note)
            self.fields.setFocus()
            self.show_wanted.emit(self._editor)

    def _drop(self) -> None:
        """The addendum is not wanted after all. Words in it are asked about: the button says so, and is pressed again."""
        note = self._note
        if note is None or note.addendum_to is None:
            return
        if not note.is_empty() and not self._sure:
            self._offer_to_drop(sure=True)
            announce(self, say("visits.drop_words"))
            return
        self.keeper.write(replace(note, saw="", parent_said="", next_step="", agreed_film=""))  # an empty draft is not kept
        self.keeper.flush()
        self.notice.clear()
        self._show_editor(None)
        self.add_button.setFocus()

    def _offer_to_drop(self, *, sure: bool) -> None:
        self._sure = sure
        said = say("visits.drop_words") if sure else say("visits.drop_addendum")
        self.drop_button.setText(said)
        self.drop_button.setAccessibleName(said)
        self.drop_button.setVisible(self._note is not None and self._note.addendum_to is not None)
