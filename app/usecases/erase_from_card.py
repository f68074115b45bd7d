"""Erase films from their card, once they were compared byte for byte with what the vault holds; and keep count of what is not yet wiped."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field

from app.domain.card import CardContents, CardFilm, CardFilmState, FoundFilm
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import CardId
from app.domain.recording import RecordingState
from app.film_ports import CardReader
from app.ports import Store
from app.usecases.copy_bytes import same_bytes


@dataclass(frozen=True, slots=True)
class Erasure:
    """What came of one film: erased when `code` is None."""

    film: FoundFilm = field(repr=False)
    code: ErrorCode | None = None


def erase_films(store: Store, cards: CardReader, contents: CardContents, chosen: Sequence[FoundFilm]) -> list[Erasure]:
    """Erase each chosen film that was compared, and remember it. What could not be erased is named; after a pulled card the rest is too."""
    done: list[Erasure] = []
    for film in chosen:
        try:
            _erase(store, cards, contents, film)
        except Circumstance as error:
            done.append(Erasure(film, error.code))
        else:
            done.append(Erasure(film))
    return done


def may_be_erased(store: Store, contents: CardContents, film: FoundFilm) -> bool:
    """Whether this film on this card was compared with the vault, which still holds it."""
    return _compared(store, contents.card, film) is not None


def not_wiped(store: Store) -> list[CardFilm]:
    """Films that are in the vault, or were, and still lie on a card as far as we know."""
    with store.work() as work:
        return work.cards.not_wiped()


def wiped_elsewhere(store: Store, card: CardId, source_key: str) -> None:
    """The person says that the card was formatted, or the film erased, in the camera."""
    with store.work() as work:
        work.cards.set_state(card, source_key, CardFilmState.ERASED)
        work.commit()


def _erase(store: Store, cards: CardReader, contents: CardContents, film: FoundFilm) -> None:
    known = _compared(store, contents.card, film)
    if known is None:
        raise Circumstance(ErrorCode.NOT_VERIFIED_YET)
    twins = [other for other in contents.films if other.source_key == film.source_key]
    if len(twins) > 1 and not _same(store, cards, known, film):
        raise Circumstance(ErrorCode.COPY_DIFFERS)  # the key tells of the ends only: of two alike, each is compared
    cards.erase(film)
    if all(other is film or not _still_there(other) for other in twins):
        with store.work() as work:
            work.cards.set_state(contents.card, film.source_key, CardFilmState.ERASED)
            work.commit()


def _compared(store: Store, card: CardId, film: FoundFilm) -> CardFilm | None:
    with store.work() as work:
        for known in work.cards.by_key(film.source_key):
            recording = work.recordings.get(known.recording)
            kept = recording is not None and recording.state in (RecordingState.PREPARING, RecordingState.READY)
            if kept and known.card == card and known.state is CardFilmState.VERIFIED:
                return known
    return None


def _same(store: Store, cards: CardReader, known: CardFilm, film: FoundFilm) -> bool:
    with closing(cards.reread(film)) as source, closing(store.open_reel(known.recording)) as reel:
        return same_bytes(reel, source, lambda _done: None, lambda: None)


def _still_there(film: FoundFilm) -> bool:
    return any(part.path.exists() for part in film.parts)
