"""Import films from a card: bytes straight into a reel, the card read again and compared, then index and thumbnails. The card is only read.

Durable at every step. The recording and its card film are written before the first byte, so that a kill or a pulled card leaves an import
that goes on (`resume_imports`); a cancelled one is destroyed with a receipt. A film that cannot be imported is named, and the next goes on.

Nothing is imported without consent to filming: it is asked for before a film is looked at, in the unit of work that writes the recording
down, and again before a half copied film goes on. A film that is all in the vault is only compared, so that its card may be wiped.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from app.domain.card import CardContents, CardFilm, CardFilmState, FoundFilm
from app.domain.consent import Purpose
from app.domain.errors import Circumstance, ErrorCode, SamspillError
from app.domain.ids import FamilyCode, PersonId, RecordingId, new_id
from app.domain.import_job import FilmOutcome, ImportProgress, ImportReport, ImportStep
from app.domain.recording import Recording, RecordingState
from app.film_ports import CardReader, Examination, Workshop
from app.ports import CancelToken, Clock, Store
from app.usecases.abandon_import import abandon_import
from app.usecases.consent_gate import consent_day, require_filming, require_recording
from app.usecases.copy_bytes import Paused, begins_alike, copy_into, same_bytes
from app.usecases.follow_import import Follower
from app.usecases.in_picture import write_down
from app.usecases.known_film import HALF_DONE, known_recording, open_writer, reel_is_finished
from app.usecases.no_import import require_footage_allowed
from app.usecases.prepare_film import change_recording, film_is_in, prepare_film, together
from app.usecases.salvage import Salvage
from app.usecases.unwatched import Never

ROOM_BYTES = 64 << 20  # beyond the film itself: write-ahead log, thumbnails, index
_HOPELESS = (ErrorCode.FILM_EMPTY, ErrorCode.FILM_NOT_A_FILM, ErrorCode.FILM_NO_LENGTH, ErrorCode.FILM_SOUND_ONLY)
_STOPS_ALL = frozenset({ErrorCode.CARD_PULLED, ErrorCode.CANCELLED, ErrorCode.VAULT_LOCKED, ErrorCode.FOOTAGE_NOT_ALLOWED})


@dataclass(frozen=True)
class ImportTools:
    """What an import works with."""

    store: Store
    cards: CardReader
    workshop: Workshop
    clock: Clock


@dataclass(frozen=True)
class _Either:
    """Cancelled or paused: for work that stops the same way for both."""

    cancel: CancelToken
    pause: CancelToken

    def cancelled(self) -> bool:
        return self.cancel.cancelled() or self.pause.cancelled()


@dataclass(frozen=True)
class Signals:
    """How an import is followed and stopped: `cancel` destroys the film under way; `pause` leaves it to go on later (locking, closing)."""

    progress: Callable[[ImportProgress], None] = lambda _: None
    film_done: Callable[[FilmOutcome], None] = lambda _: None
    cancel: CancelToken = Never()  # noqa: RUF009  holds no state
    pause: CancelToken = Never()  # noqa: RUF009


def import_films(
    tools: ImportTools,
    contents: CardContents,
    chosen: Sequence[FoundFilm],
    family: FamilyCode,
    signals: Signals,
    in_picture: Collection[PersonId] | None = None,
) -> ImportReport:
    """Import the chosen films of a card, one after another. `in_picture` is who besides the family's children is in them: every caregiver
    when None. Films that were half copied before go on under their own family. Never raises for the world; a bug stays a bug."""
    run = _Run(tools, contents, family, in_picture, signals, chosen)
    outcomes: list[FilmOutcome] = []
    stopped: ErrorCode | None = None
    for film in chosen:
        run.follow.next_film(film)
        try:
            outcome = run.film(film)
        except Paused:
            return ImportReport(tuple(outcomes), ErrorCode.VAULT_LOCKED, resumable=run.half_done(film))
        except SamspillError as error:
            outcome = FilmOutcome(film, code=error.code)
            stopped = error.code if run.stops_all(error) else None
        if stopped is None:
            outcomes.append(outcome)
            signals.film_done(outcome)
        else:
            return ImportReport(tuple(outcomes), stopped, resumable=run.half_done(film))
    return ImportReport(tuple(outcomes))


class _Run:
    """One import under way."""

    def __init__(
        self,
        tools: ImportTools,
        contents: CardContents,
        family: FamilyCode,
        in_picture: Collection[PersonId] | None,
        signals: Signals,
        chosen: Sequence[FoundFilm],
    ) -> None:
        self._tools = tools
        self._contents = contents
        self._family = family
        self._in_picture = in_picture
        self._signals = signals
        self.follow = Follower(signals.progress, chosen)

    def film(self, film: FoundFilm) -> FilmOutcome:
        """Take one film as far as it goes, from wherever it stands."""
        self._check()
        known = known_recording(self._tools.store, film)
        if known is None:
            for code in (ErrorCode.FILM_EMPTY, ErrorCode.CARD_READ_FAILED):
                if code in film.problems:
                    raise Circumstance(code)
            self._require_consent()
            known = self._begin(film, self._examine(film))
        elif known.state in (RecordingState.READY, RecordingState.PREPARING):
            return self._known_already(film, known)
        else:
            self._require_consent_still(known)
        self._on_card(film, known.id, CardFilmState.COPIED)
        try:
            if known.state is RecordingState.COPYING:
                known = self._copy(film, known)
            verified = self._compare(film, known)
        except SamspillError as error:
            return self._give_up(film, known, error)
        return self._finish(film, known, verified=verified)

    def stops_all(self, error: SamspillError) -> bool:
        """Whether the films after this one are not reached. A film deleted while it is imported stops only itself."""
        return error.code in _STOPS_ALL and (error.code is not ErrorCode.CANCELLED or self._signals.cancel.cancelled())

    def half_done(self, film: FoundFilm) -> bool:
        """Whether something stands in the vault that goes on later. A vault that was locked meanwhile is taken to hold it."""
        try:
            known = known_recording(self._tools.store, film)
        except Circumstance as error:
            return error.code is ErrorCode.VAULT_LOCKED
        return known is not None and known.state in HALF_DONE

    def _check(self) -> None:
        if self._signals.cancel.cancelled():
            raise Circumstance(ErrorCode.CANCELLED)
        if self._signals.pause.cancelled():
            raise Paused

    def _require_consent(self) -> None:
        """Before gigabytes are looked at; `_begin` asks once more."""
        with self._tools.store.work() as work:
            require_footage_allowed(work)
            require_filming(work, consent_day(work, self._tools.clock), self._family, self._in_picture)

    def _require_consent_still(self, recording: Recording) -> None:
        """Before a half copied film goes on: of those who are in it."""
        if recording.state is RecordingState.COPYING:
            with self._tools.store.work() as work:
                require_footage_allowed(work)
                require_recording(work, consent_day(work, self._tools.clock), recording.id, Purpose.FILM)

    def _examine(self, film: FoundFilm) -> Examination:
        """A first look before gigabytes are copied. Raises what makes an import pointless."""
        with closing(self._tools.cards.open(film)) as source:
            source.read_at(0, 1)  # a pulled card says so here, not as a film that cannot be understood
            seen = self._tools.workshop.examine(source)
            hopeless = [code for code in _HOPELESS if code in seen.problems and seen.picture is None]
            source.read_at(film.size_bytes - 1, 1)
        if hopeless:
            raise Circumstance(hopeless[0])
        return seen

    def _begin(self, film: FoundFilm, seen: Examination) -> Recording:
        """Write down what is about to be imported. From here on a kill leaves something that goes on."""
        if self._tools.store.free_bytes() < film.size_bytes + film.size_bytes // 50 + ROOM_BYTES:
            raise Circumstance(ErrorCode.DISK_FULL)
        now = self._tools.clock.now()
        recording = Recording(
            id=RecordingId(new_id()),
            family=self._family,
            source_kind=film.kind,
            state=RecordingState.COPYING,
            imported_at=now,
            size_bytes=film.size_bytes,
            filmed_at=seen.filmed_at or film.modified_at,
            duration_us=seen.duration_us,
            picture=seen.picture,
            has_sound=seen.has_sound,
            problems=together(film.problems, seen.problems),
        )
        with self._tools.store.work() as work:
            write_down(work, self._tools.clock, recording, self._in_picture)
            work.cards.put(self._card_film(film, recording.id, CardFilmState.COPIED))
            work.commit()
        return recording

    def _copy(self, film: FoundFilm, recording: Recording) -> Recording:
        """Bytes into the reel, from where a stopped import left off; then VERIFYING."""
        store = self._tools.store
        if reel_is_finished(store, recording):
            return film_is_in(store, self._tools.clock, recording.id, state=RecordingState.VERIFYING)
        with closing(Salvage(self._tools.cards.open(film))) as source, closing(open_writer(store, recording.id)) as writer:
            if writer.flushed_bytes:
                self.follow.step(ImportStep.LOOKING)
                if not begins_alike(writer, source, self._check):
                    raise Circumstance(ErrorCode.CARD_CHANGED)
            self.follow.step(ImportStep.COPYING)
            copy_into(writer, source, self.follow.bytes_done, self._check)
            writer.finish()
        holes = (ErrorCode.CARD_READ_FAILED,) if source.holes else ()
        problems = together(recording.problems, holes)
        verifying = RecordingState.VERIFYING
        return film_is_in(store, self._tools.clock, recording.id, state=verifying, size_bytes=film.size_bytes, problems=problems)

    def _compare(self, film: FoundFilm, recording: Recording) -> bool:
        """Read the card again, past the system's memory of it, beside the reel. True lets the film be erased from the card."""
        if ErrorCode.CARD_READ_FAILED in recording.problems:
            raise Circumstance(ErrorCode.CARD_READ_FAILED)  # a film with holes is never called compared
        self.follow.step(ImportStep.COMPARING)
        store = self._tools.store
        with closing(self._tools.cards.reread(film)) as source, closing(store.open_reel(recording.id)) as reel:
            same = same_bytes(reel, source, self.follow.bytes_done, self._check)
        if same:
            self._on_card(film, recording.id, CardFilmState.VERIFIED)
        return same

    def _known_already(self, film: FoundFilm, recording: Recording) -> FilmOutcome:
        """In the vault since before; perhaps from another card, or never compared. Compared now, so that this card may be wiped too."""
        with self._tools.store.work() as work:
            here = [known for known in work.cards.by_key(film.source_key) if known.card == self._contents.card]
        if here and here[0].recording == recording.id and here[0].state is CardFilmState.VERIFIED:
            return FilmOutcome(film, recording.id, ErrorCode.ALREADY_IMPORTED, verified=True)
        self._on_card(film, recording.id, CardFilmState.COPIED)
        try:
            same = self._compare(film, recording)
        except SamspillError as error:
            if error.code in _STOPS_ALL:
                raise
            return FilmOutcome(film, recording.id, error.code, verified=False, problems=recording.problems)
        return FilmOutcome(film, recording.id, ErrorCode.ALREADY_IMPORTED if same else ErrorCode.COPY_DIFFERS, verified=same)

    def _give_up(self, film: FoundFilm, recording: Recording, error: SamspillError) -> FilmOutcome:
        """After a failure: what can go on stays; what was cancelled, or can never be finished, is destroyed."""
        with self._tools.store.work() as work:  # raises VAULT_LOCKED when that is what happened
            stored = work.recordings.get(recording.id)
        if stored is None or stored.state is RecordingState.DESTROYING:
            raise Circumstance(ErrorCode.CANCELLED)  # deleted under our hands
        if error.code is ErrorCode.CARD_PULLED:
            raise error
        if error.code is ErrorCode.CARD_READ_FAILED and stored.state is RecordingState.COPYING:
            return self._save_beginning(film, stored, error)
        if stored.state is RecordingState.COPYING or error.code is ErrorCode.CANCELLED:
            abandon_import(self._tools.store, self._tools.clock, recording.id)
            raise error
        return self._finish(film, stored, verified=False, code=error.code)

    def _save_beginning(self, film: FoundFilm, recording: Recording, error: SamspillError) -> FilmOutcome:
        """A card that cannot be read to the end: what was read is kept as a shortened film, never called compared."""
        with closing(self._tools.store.resume_reel(recording.id)) as writer:
            size = writer.flushed_bytes
            if size:
                problems = together(recording.problems, (ErrorCode.FILM_TRUNCATED, error.code))
                cut = change_recording(self._tools.store, recording.id, size_bytes=size, problems=problems)
                writer.finish()  # after the size: a kill in between leaves a film that goes on, never one that nobody finishes
        if not size:
            abandon_import(self._tools.store, self._tools.clock, recording.id)
            raise error
        return self._finish(film, cut, verified=False, code=error.code)

    def _finish(self, film: FoundFilm, recording: Recording, *, verified: bool, code: ErrorCode | None = None) -> FilmOutcome:
        """Index, thumbnails, waveform. A cancel here stops only this: the film is in, and start-up prepares it."""
        if not verified and code is None:
            code = ErrorCode.COPY_DIFFERS
            recording = replace(recording, problems=together(recording.problems, (code,)))
        preparing, clock = RecordingState.PREPARING, self._tools.clock
        recording = film_is_in(self._tools.store, clock, recording.id, state=preparing, problems=recording.problems)
        self.follow.step(ImportStep.PREPARING)
        stop = _Either(self._signals.cancel, self._signals.pause)
        try:
            ready = prepare_film(self._tools.store, self._tools.workshop, recording, self.follow.part_done, stop)
        except SamspillError as error:
            trouble = None if error.code is ErrorCode.CANCELLED else error.code
            return FilmOutcome(film, recording.id, code or trouble, verified, recording.problems)
        return FilmOutcome(film, recording.id, code, verified, ready.problems)

    def _on_card(self, film: FoundFilm, recording: RecordingId, state: CardFilmState) -> None:
        with self._tools.store.work() as work:
            work.cards.put(self._card_film(film, recording, state))
            work.commit()

    def _card_film(self, film: FoundFilm, recording: RecordingId, state: CardFilmState) -> CardFilm:
        contents = self._contents
        return CardFilm(contents.card, film.source_key, recording, state, self._tools.clock.now(), contents.label)
