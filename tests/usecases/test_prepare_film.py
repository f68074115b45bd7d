"""Preparing: a film is READY with what was wrong in its problems, unless it was deleted meanwhile; a whole proxy is made once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing

import pytest

from app.domain.errors import Circumstance, ErrorCode
from app.domain.recording import Recording, RecordingState
from app.film_ports import Preparation
from app.ports import ByteSource, CancelToken, Progress
from app.usecases.delete_recording import delete_recording
from app.usecases.import_card import Signals, import_films
from app.usecases.prepare_film import make_film_proxy, prepare_film, together
from app.usecases.turn_picture import turn_picture
from app.usecases.unwatched import Never
from tests.usecases.importing import FAMILY, MIB, Place, PlainWorkshop, film
from tests.video.card.cards import lay


@pytest.fixture
def recording(place: Place) -> Recording:
    lay(place.card, {"DCIM/1.MP4": film(MIB)})
    contents = place.look()
    import_films(place.tools, contents, contents.films, FAMILY, Signals())
    with place.vault.work() as work:
        return work.recordings.all()[0]


class Raising(PlainWorkshop):
    def __init__(self, code: ErrorCode) -> None:
        self._code = code

    def prepare(self, source: ByteSource, keep: Callable[[str, bytes], None], progress: Progress, cancel: CancelToken) -> Preparation:
        raise Circumstance(self._code)


@pytest.mark.parametrize("code", [ErrorCode.DECODER_DIED, ErrorCode.DECODER_STUCK, ErrorCode.FILM_DAMAGED, ErrorCode.FILM_NOT_A_FILM])
def test_a_film_that_cannot_be_decoded_is_kept_and_named(place: Place, recording: Recording, code: ErrorCode) -> None:
    ready = prepare_film(place.vault, Raising(code), recording, lambda _done, _total: None, Never())
    assert (ready.state, ready.problems, ready.duration_us) == (RecordingState.READY, (code,), recording.duration_us)


@pytest.mark.parametrize("code", [ErrorCode.DISK_FULL, ErrorCode.REEL_DAMAGED, ErrorCode.CANCELLED])
def test_what_is_not_the_films_fault_is_raised(place: Place, recording: Recording, code: ErrorCode) -> None:
    with pytest.raises(Circumstance) as caught:
        prepare_film(place.vault, Raising(code), recording, lambda _done, _total: None, Never())
    assert caught.value.code is code


def test_a_film_deleted_meanwhile_does_not_come_back(place: Place, recording: Recording) -> None:
    class Deleting(PlainWorkshop):
        def prepare(self, source: ByteSource, keep: Callable[[str, bytes], None], progress: Progress, cancel: CancelToken) -> Preparation:
            found = super().prepare(source, keep, progress, cancel)
            delete_recording(place.vault, place.tools.clock, recording.id)
            return found

    with pytest.raises(Circumstance):
        prepare_film(place.vault, Deleting(), recording, lambda _done, _total: None, Never())
    with place.vault.work() as work:
        assert work.recordings.all() == []


def test_a_proxy_that_is_whole_is_not_asked_for_again(place: Place, recording: Recording) -> None:
    class Counting(PlainWorkshop):
        asked = 0

        def make_proxy(
            self, source: ByteSource, kept: Iterable[str], keep: Callable[[str, bytes], None], progress: Progress, cancel: CancelToken
        ) -> None:
            self.asked += 1
            keep(f"proxy/{self.asked:04d}", b"segment")
            if self.asked == 1:
                raise Circumstance(ErrorCode.CANCELLED)

    workshop = Counting()
    with pytest.raises(Circumstance):
        make_film_proxy(place.vault, workshop, recording.id, lambda _done, _total: None, Never())
    for _ in range(3):
        make_film_proxy(place.vault, workshop, recording.id, lambda _done, _total: None, Never())
    assert workshop.asked == 2
    with closing(place.vault.open_reel(recording.id)) as reel:
        assert reel.extra_names("proxy/") == ["proxy/0001", "proxy/0002"]


def test_problems_are_told_once_and_in_order() -> None:
    first, second = (ErrorCode.FILM_TRUNCATED, ErrorCode.FILM_DAMAGED), (ErrorCode.FILM_DAMAGED, ErrorCode.DECODER_DIED)
    assert together(first, second) == (ErrorCode.FILM_TRUNCATED, ErrorCode.FILM_DAMAGED, ErrorCode.DECODER_DIED)


def test_what_was_changed_meanwhile_stays_changed(place: Place, recording: Recording) -> None:
    class Turning(PlainWorkshop):
        def prepare(self, source: ByteSource, keep: Callable[[str, bytes], None], progress: Progress, cancel: CancelToken) -> Preparation:
            turn_picture(place.vault, recording.id, 90)
            return super().prepare(source, keep, progress, cancel)

    assert prepare_film(place.vault, Turning(), recording, lambda _done, _total: None, Never()).rotation_extra_deg == 90
