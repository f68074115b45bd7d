"""A pulled card, a lock, a kill: what was copied stays, goes on where it was, and ends as whole as if nothing had happened."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator

import pytest

from app.domain.card import CardFilmState
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import RecordingId
from app.domain.import_job import ImportReport
from app.domain.receipt import DeletionRule
from app.domain.recording import RecordingState
from app.usecases.abandon_import import abandon_import
from app.usecases.import_card import Signals, import_films
from app.usecases.resume_imports import films_to_resume, finish_at_start, make_waiting_proxies, resume_from_card
from app.usecases.unwatched import Never
from tests.usecases.importing import FAMILY, MIB, Place, Token, film, half_copied
from tests.video.card.cards import lay

BODY = film(40 * MIB + 17)
PULLED = ErrorCode.CARD_PULLED


def run(place: Place, signals: Signals | None = None) -> ImportReport:
    contents = place.look()
    return import_films(place.tools, contents, contents.films, FAMILY, signals or Signals())


def pull(place: Place, at: int, *, second_reading: bool = False) -> ImportReport:
    """Import until the card is pulled at this byte."""
    away = place.card.parent / "pulled"

    def gone(offset: int) -> None:
        if offset >= at and place.card.exists():
            place.card.rename(away)
            raise Circumstance(PULLED)  # an open file on a plain disk would go on answering; a real one is pulled below

    setattr(place.cards, "on_reread" if second_reading else "on_read", gone)
    report = run(place)
    place.cards.on_read = place.cards.on_reread = lambda _: None
    assert not place.card.exists()
    return report


def push_back(place: Place) -> None:
    (place.card.parent / "pulled").rename(place.card)


def assert_whole(place: Place) -> None:
    with place.vault.work() as work:
        recordings = work.recordings.all()
        rows = work.cards.not_wiped()
    assert [one.state for one in recordings] == [RecordingState.READY]
    assert [row.state for row in rows] == [CardFilmState.VERIFIED]
    assert place.film_bytes(recordings[0].id) == BODY


@pytest.mark.parametrize("at", [0, 4 * MIB, 20 * MIB, 36 * MIB])
def test_a_pulled_card_goes_on_where_it_was(place: Place, at: int) -> None:
    lay(place.card, {"DCIM/1.MP4": BODY})
    report = pull(place, at)
    assert (report.stopped, report.resumable, report.outcomes) == (PULLED, True, ())
    assert [one.state for one in half_copied(place.vault)] == [RecordingState.COPYING]
    place.again()
    push_back(place)
    place.cards.reads.clear()
    assert len(films_to_resume(place.vault, place.look())) == 1
    report = resume_from_card(place.tools, place.look(), Signals())
    assert [(outcome.code, outcome.verified) for outcome in report.outcomes] == [(None, True)]
    assert_whole(place)
    assert films_to_resume(place.vault, place.look()) == []
    copied_again = sum(length for offset, length in place.cards.reads if length > MIB)
    assert copied_again <= len(BODY) - at + 4 * MIB


def test_importing_again_resumes_too(place: Place) -> None:
    lay(place.card, {"DCIM/1.MP4": BODY})
    pull(place, 20 * MIB)
    push_back(place)
    assert [outcome.code for outcome in run(place).outcomes] == [None]
    assert_whole(place)


def test_a_card_pulled_while_it_is_compared_leaves_a_film_to_watch_and_is_compared_later(place: Place) -> None:
    lay(place.card, {"DCIM/1.MP4": BODY})
    report = pull(place, 20 * MIB, second_reading=True)
    assert (report.stopped, report.resumable) == (PULLED, True)
    place.again()
    ready: list[RecordingId] = []
    assert finish_at_start(place.tools, Never(), ready.append) == ready
    assert len(ready) == 1
    with place.vault.work() as work:
        assert [one.state for one in work.recordings.all()] == [RecordingState.READY]
        assert [row.state for row in work.cards.not_wiped()] == [CardFilmState.COPIED]
    push_back(place)
    report = resume_from_card(place.tools, place.look(), Signals())
    assert [(outcome.code, outcome.verified) for outcome in report.outcomes] == [(ErrorCode.ALREADY_IMPORTED, True)]
    assert_whole(place)


def test_locking_pauses_and_nothing_is_lost(place: Place) -> None:
    lay(place.card, {"DCIM/1.MP4": BODY})
    token = Token()
    place.cards.on_read = lambda offset: setattr(token, "set", offset >= 16 * MIB)
    report = run(place, Signals(pause=token))
    assert (report.stopped, report.resumable) == (ErrorCode.VAULT_LOCKED, True)
    place.cards.on_read = lambda _: None
    place.again()
    resume_from_card(place.tools, place.look(), Signals())
    assert_whole(place)


def test_another_film_in_its_place_is_not_glued_on(place: Place) -> None:
    lay(place.card, {"DCIM/1.MP4": BODY})
    pull(place, 20 * MIB)
    push_back(place)
    path = place.card / "DCIM/1.MP4"
    path.write_bytes(BODY[: 1 * MIB] + bytes(30 * MIB) + BODY[31 * MIB :])  # the same ends, the same size, another middle
    report = run(place)
    assert [outcome.code for outcome in report.outcomes] == [ErrorCode.CARD_CHANGED]
    assert place.reel_files() == []
    assert [outcome.code for outcome in run(place).outcomes] == [None]


def test_a_reel_lost_meanwhile_is_told_and_the_film_can_be_imported_again(place: Place) -> None:
    lay(place.card, {"DCIM/1.MP4": BODY})
    pull(place, 20 * MIB)
    place.again()
    place.reel_files()[0].unlink()
    push_back(place)
    assert [outcome.code for outcome in run(place).outcomes] == [ErrorCode.REEL_DAMAGED]
    assert half_copied(place.vault) == []
    assert [outcome.code for outcome in run(place).outcomes] == [None]
    assert_whole(place)


def test_an_import_whose_card_never_comes_back_can_be_given_up(place: Place) -> None:
    lay(place.card, {"DCIM/1.MP4": BODY})
    pull(place, 20 * MIB)
    waiting = half_copied(place.vault)[0]
    receipt = abandon_import(place.vault, place.tools.clock, waiting.id)
    assert receipt
    assert receipt.rule is DeletionRule.IMPORT_ABANDONED
    assert abandon_import(place.vault, place.tools.clock, waiting.id) is None
    assert half_copied(place.vault) == []
    assert place.reel_files() == []


def test_start_destroys_an_import_that_nothing_leads_back_to(place: Place) -> None:
    lay(place.card, {"DCIM/1.MP4": BODY})
    pull(place, 20 * MIB)
    with place.vault.work() as work:
        row = work.cards.not_wiped()[0]
        work.cards.forget(row.card, row.source_key)
        work.commit()
    assert finish_at_start(place.tools, Never()) == []
    assert half_copied(place.vault) == []
    assert place.reel_files() == []


def test_proxies_that_are_missing_are_made_later_and_once(place: Place) -> None:
    lay(place.card, {"DCIM/1.MP4": film(MIB, 1), "DCIM/2.MP4": film(MIB, 2)})
    recordings = [outcome.recording for outcome in run(place).outcomes]
    for _ in range(2):
        make_waiting_proxies(place.tools, Never())
        for recording in recordings:
            assert recording
            reel = place.vault.open_reel(recording)
            assert reel.extra_names("proxy/") == ["proxy/0000"]
            reel.close()


@pytest.fixture
def real_card(place: Place) -> Iterator[Place]:
    """The card is a mount of its own."""
    if os.geteuid() != 0:
        pytest.skip("mounting needs root; a card that vanishes is tested without")
    mount = ["mount", "-t", "tmpfs", "-o", "size=80m", "card", str(place.card)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let root mount; a card that vanishes is tested without")
    yield place
    subprocess.run(["umount", "-l", str(place.card)], capture_output=True, check=False)


def test_a_mounted_card_that_is_really_pulled(real_card: Place) -> None:
    place = real_card
    films = {"DCIM/1.MP4": film(4 * MIB, 2), "DCIM/2.MP4": BODY}
    lay(place.card, films)
    for name, at in (("1", 1), ("2", 2)):
        os.utime(place.card / f"DCIM/{name}.MP4", (at, at))

    def unplug(offset: int) -> None:
        if offset == 8 * MIB:
            subprocess.run(["umount", "-l", str(place.card)], check=True)

    place.cards.on_read = unplug
    report = run(place)
    assert [outcome.code for outcome in report.outcomes] == [None]
    assert (report.stopped, report.resumable) == (PULLED, True)
    place.cards.on_read = lambda _: None
    lay(place.card, films)  # the same films come back on another disk, with other times: they are known by what they are
    place.again()
    assert all(outcome.verified for outcome in resume_from_card(place.tools, place.look(), Signals()).outcomes)
    with place.vault.work() as work:
        recordings = work.recordings.all()
    assert {one.state for one in recordings} == {RecordingState.READY}
    assert {place.film_bytes(one.id) for one in recordings} == set(films.values())


def test_a_shortened_film_whose_saving_was_killed_is_still_finished(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(place.card, {"DCIM/1.MP4": BODY})

    def broken(offset: int) -> None:
        if offset >= 12 * MIB:
            raise Circumstance(ErrorCode.CARD_READ_FAILED)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt  # stands in for a kill: nothing of ours catches it

    place.cards.on_read = broken
    with monkeypatch.context() as patch:
        patch.setattr("app.usecases.import_card._Run._finish", killed)
        with pytest.raises(KeyboardInterrupt):
            run(place)
    place.again()
    assert len(finish_at_start(place.tools, Never())) == 1
    with place.vault.work() as work:
        recording = work.recordings.all()[0]
    assert (recording.state, recording.size_bytes) == (RecordingState.READY, 12 * MIB)
    assert recording.problems == (ErrorCode.FILM_TRUNCATED, ErrorCode.CARD_READ_FAILED)
    assert place.film_bytes(recording.id) == BODY[: 12 * MIB]
