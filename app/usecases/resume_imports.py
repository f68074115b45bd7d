"""What start-up does for imports that a kill, a lock or a pulled card left unfinished, and what it does when the card is back.

Without the card: films whose taking was broken off are finished (`finish_filming`), and what is all in the vault is prepared, so that it
can be watched (it stays "not compared" until the card is back). With the card: half copied films go on from where they were, and films
that were never compared are compared.
"""

from __future__ import annotations

from collections.abc import Callable

from app.domain.card import CardContents, CardFilmState, FoundFilm
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import RecordingId
from app.domain.import_job import ImportReport
from app.domain.recording import Recording, RecordingState, SourceKind
from app.ports import CancelToken, Store
from app.usecases.abandon_import import abandon_import
from app.usecases.destroy_films import is_on_hold
from app.usecases.finish_filming import finish_filming
from app.usecases.import_card import ImportTools, Signals, import_films
from app.usecases.known_film import known_recording, reel_is_finished
from app.usecases.prepare_film import film_is_in, make_film_proxy, prepare_film
from app.usecases.settle_marks import settle_marks
from app.usecases.unwatched import unseen

_DIFFER = frozenset({ErrorCode.CARD_READ_FAILED, ErrorCode.COPY_DIFFERS})


def finish_at_start(tools: ImportTools, cancel: CancelToken, ready: Callable[[RecordingId], None] = lambda _: None) -> list[RecordingId]:
    """Finish everything that needs no card; `ready` hears of each film as it can be watched. Returns those; cut short when cancelled."""
    finish_filming(tools.store, tools.clock)
    finished: list[RecordingId] = []
    for recording in _unfinished(tools):
        if cancel.cancelled():
            break
        try:
            prepared = prepare_film(tools.store, tools.workshop, recording, unseen, cancel)
            if prepared.source_kind is SourceKind.LIVE:
                settle_marks(tools.store, prepared)
        except Circumstance as error:
            if error.code is ErrorCode.CANCELLED:
                break
            continue  # named when it is opened; the others go on
        finished.append(recording.id)
        ready(recording.id)
    return finished


def make_waiting_proxies(tools: ImportTools, cancel: CancelToken) -> None:
    """Make the scrub proxies that are missing, newest film first, one after another. Stops quietly when cancelled."""
    with tools.store.work() as work:
        ready = [recording.id for recording in work.recordings.all() if recording.state is RecordingState.READY and recording.picture]
    for recording in ready:
        if cancel.cancelled():
            return
        try:
            make_film_proxy(tools.store, tools.workshop, recording, unseen, cancel)
        except Circumstance as error:
            if error.code is ErrorCode.CANCELLED:
                return


def films_to_resume(store: Store, contents: CardContents) -> list[FoundFilm]:
    """The films on this card that are half copied, or in the vault but never compared. Those that cannot be the same are left out."""
    waiting: list[FoundFilm] = []
    for film in contents.films:
        recording = known_recording(store, film)
        if recording is None or not _DIFFER.isdisjoint(recording.problems):
            continue
        if recording.state is RecordingState.COPYING or _never_compared(store, contents, film):
            waiting.append(film)
    return waiting


def resume_from_card(tools: ImportTools, contents: CardContents, signals: Signals) -> ImportReport:
    """Go on with every film of `films_to_resume`, each under its own family, as far as there is consent still."""
    films = films_to_resume(tools.store, contents)
    first = known_recording(tools.store, films[0]) if films else None
    return import_films(tools, contents, films, first.family, signals) if first else ImportReport(())


def _unfinished(tools: ImportTools) -> list[Recording]:
    """Recordings whose bytes are all in. Imports that no card film leads back to are destroyed on the way."""
    with tools.store.work() as work:
        recordings = work.recordings.all()
        led_to = {film.recording for film in work.cards.not_wiped()}
    unfinished = [one for one in recordings if one.state in (RecordingState.VERIFYING, RecordingState.PREPARING)]
    for recording in recordings:
        if recording.state is not RecordingState.COPYING:
            continue
        if reel_is_finished(tools.store, recording):
            unfinished.append(film_is_in(tools.store, tools.clock, recording.id, state=RecordingState.VERIFYING))
        elif recording.id not in led_to and not _on_hold(tools.store, recording.id):
            abandon_import(tools.store, tools.clock, recording.id)
    return unfinished


def _on_hold(store: Store, recording: RecordingId) -> bool:
    with store.work() as work:
        return is_on_hold(work, recording)


def _never_compared(store: Store, contents: CardContents, film: FoundFilm) -> bool:
    with store.work() as work:
        return any(known.card == contents.card and known.state is CardFilmState.COPIED for known in work.cards.by_key(film.source_key))
