"""Nothing is imported without consent: not a new film, not the rest of a half copied one, not while consent is being withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from app.domain.audit import Deed
from app.domain.errors import ErrorCode
from app.domain.ids import FamilyCode, PersonId, VisitId
from app.domain.import_job import ImportReport
from app.domain.recording import RecordingState
from app.domain.visit import Visit, VisitFilm, VisitKind
from app.usecases.import_card import ImportTools, Signals, import_films
from app.usecases.no_import import set_no_import
from app.usecases.resume_imports import finish_at_start, resume_from_card
from app.usecases.unwatched import Never
from app.usecases.withdraw_consent import withdraw_consent
from tests.usecases.caring import CHILD, CODE, FATHER, MOTHER, NEIGHBOUR, TODAY, Home
from tests.usecases.importing import MIB, PlainWorkshop, Token, WatchedCards, film, half_copied
from tests.video.card.cards import lay

BODY = film(12 * MIB)


@dataclass
class Table:
    """A family, and a card with a film of it."""

    home: Home
    cards: WatchedCards
    workshop: PlainWorkshop
    card: Path

    def run(
        self, in_picture: Collection[PersonId] | None = None, family: FamilyCode = CODE, signals: Signals | None = None
    ) -> ImportReport:
        contents = self.cards.look(self.card)
        return import_films(self.tools(), contents, contents.films, family, signals or Signals(), in_picture)

    def tools(self) -> ImportTools:
        return ImportTools(self.home.vault, self.cards, self.workshop, self.home.clock)

    def half_copied(self, in_picture: Collection[PersonId] | None = None) -> None:
        """An import that was left in the middle by a lock."""
        token = Token()
        self.cards.on_read = lambda offset: setattr(token, "set", offset >= 8 * MIB)
        assert self.run(in_picture, signals=Signals(pause=token)).resumable
        self.cards.on_read = lambda _: None
        assert len(half_copied(self.home.vault)) == 1

    def go_on(self) -> ImportReport:
        return resume_from_card(self.tools(), self.cards.look(self.card), Signals())

    def nothing_came(self) -> bool:
        with self.home.vault.work() as work:
            return not work.recordings.all() and not work.cards.not_wiped() and not list((self.home.folder / "reels").glob("*.reel"))

    def deeds(self) -> list[Deed | None]:
        with self.home.vault.work() as work:
            return [one.deed for one in work.audit.of(CODE) if one.deed in (Deed.IMPORTED, Deed.DELETED)]


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    home = Home(tmp_path / "vault")
    card = tmp_path / "card"
    card.mkdir()
    lay(card, {"DCIM/1.MP4": BODY})
    yield Table(home, WatchedCards(), PlainWorkshop(), card)
    home.vault.close()


def codes(report: ImportReport) -> list[ErrorCode | None]:
    return [outcome.code for outcome in report.outcomes]


def _nobody_agrees(_home: Home) -> None:
    """As it is from the start."""


def _one_lacks(home: Home) -> None:
    home.agree(MOTHER)
    home.agree(CHILD)


def _one_has_expired(home: Home) -> None:
    _one_lacks(home)
    home.agree(FATHER, until=TODAY)
    home.clock.turn(days=1)


def _one_has_withdrawn(home: Home) -> None:
    home.all_agree()
    withdraw_consent(home.vault, home.clock, FATHER)


@pytest.mark.parametrize(
    ("lacking", "code"),
    [
        (_nobody_agrees, ErrorCode.CONSENT_NOT_GIVEN),
        (_one_lacks, ErrorCode.CONSENT_NOT_GIVEN),
        (_one_has_expired, ErrorCode.CONSENT_EXPIRED),
        (_one_has_withdrawn, ErrorCode.CONSENT_WITHDRAWN),
    ],
)
def test_a_film_does_not_come_in_without_consent(
    table: Table, lacking: Callable[[Home], None], code: ErrorCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking(table.home)
    looked_at: list[object] = []
    monkeypatch.setattr(table.workshop, "examine", looked_at.append)
    assert codes(table.run()) == [code]
    assert table.nothing_came() and not looked_at, "it is not even looked at"


def test_a_family_without_anybody_is_not_imported_for(table: Table) -> None:
    assert codes(table.run(family=FamilyCode("B2B2B"))) == [ErrorCode.NOBODY_NAMED]
    assert table.nothing_came()


def test_no_import_mode_stops_it_all(table: Table) -> None:
    table.home.all_agree()
    set_no_import(table.home.vault, table.home.clock, on=True)
    report = table.run()
    assert (report.outcomes, report.stopped) == ((), ErrorCode.FOOTAGE_NOT_ALLOWED)
    assert table.nothing_came()


def test_those_in_the_picture_are_asked_and_written_down_with_the_film(table: Table) -> None:
    _one_lacks(table.home)
    assert codes(table.run({MOTHER, NEIGHBOUR})) == [ErrorCode.CONSENT_NOT_GIVEN]
    assert codes(table.run({MOTHER})) == [None]
    with table.home.vault.work() as work:
        recording = work.recordings.all()[0]
        seen = work.appearances.of(recording.id)
    assert {one.person for one in seen} == {MOTHER, CHILD} and all(one.is_whole for one in seen)
    assert table.deeds() == [Deed.IMPORTED]


def test_a_consent_withdrawn_while_the_film_is_looked_at_counts(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    table.home.all_agree()
    examine = table.workshop.examine

    def meanwhile(source: object) -> object:
        withdraw_consent(table.home.vault, table.home.clock, FATHER)
        return examine(source)  # type: ignore[arg-type]

    monkeypatch.setattr(table.workshop, "examine", meanwhile)
    assert codes(table.run()) == [ErrorCode.CONSENT_WITHDRAWN]
    assert table.nothing_came()


@pytest.mark.parametrize("second_reading", [False, True])
def test_a_consent_withdrawn_in_the_middle_takes_the_film_along(table: Table, second_reading: bool) -> None:
    table.home.all_agree()
    taken_back: list[int] = []

    def withdraw(offset: int) -> None:
        if offset >= 4 * MIB and not taken_back:
            taken_back.append(offset)
            withdraw_consent(table.home.vault, table.home.clock, FATHER)

    if second_reading:
        table.cards.on_reread = withdraw
    else:
        table.cards.on_read = withdraw
    assert codes(table.run()) == [ErrorCode.CANCELLED]
    with table.home.vault.work() as work:
        assert work.recordings.all() == []
        assert len(work.receipts.all()) == 1
    assert not list((table.home.folder / "reels").glob("*.reel"))
    assert codes(table.run()) == [ErrorCode.CONSENT_WITHDRAWN]


def test_a_half_copied_film_goes_on_only_with_consent(table: Table) -> None:
    for person in (MOTHER, CHILD):
        table.home.agree(person, until=TODAY)
    table.half_copied({MOTHER})
    table.home.clock.turn(days=1)
    table.cards.reads.clear()
    assert codes(table.go_on()) == [ErrorCode.CONSENT_EXPIRED]
    assert not table.cards.reads and len(half_copied(table.home.vault)) == 1, "it stays as it is"
    table.home.agree(CHILD)
    assert codes(table.run()) == [ErrorCode.CONSENT_EXPIRED], "also when it is ticked anew"
    table.home.agree(MOTHER)
    assert codes(table.go_on()) == [None], "the father is not in it, and is not asked"
    assert table.deeds() == [Deed.IMPORTED]


def test_a_half_copied_film_stays_where_it_is_in_no_import_mode(table: Table) -> None:
    table.home.all_agree()
    table.half_copied()
    set_no_import(table.home.vault, table.home.clock, on=True)
    assert table.go_on().stopped is ErrorCode.FOOTAGE_NOT_ALLOWED
    assert len(half_copied(table.home.vault)) == 1


def test_a_half_copied_film_goes_with_its_consent(table: Table) -> None:
    table.home.all_agree()
    table.half_copied()
    withdraw_consent(table.home.vault, table.home.clock, CHILD)
    assert half_copied(table.home.vault) == []
    assert table.deeds() == [Deed.DELETED]


def test_a_film_that_is_in_is_compared_whatever_was_agreed_since(table: Table) -> None:
    """So that its card can be wiped: nothing new comes in."""
    for person in (MOTHER, FATHER, CHILD):
        table.home.agree(person, until=TODAY)
    token = Token()
    table.cards.on_reread = lambda _offset: setattr(token, "set", True)
    table.run(signals=Signals(pause=token))
    table.cards.on_reread = lambda _: None
    table.home.again()
    finish_at_start(table.tools(), Never())
    table.home.clock.turn(days=30)
    report = table.go_on()
    assert [(outcome.code, outcome.verified) for outcome in report.outcomes] == [(ErrorCode.ALREADY_IMPORTED, True)]
    assert table.deeds() == [Deed.IMPORTED], "written down once"


def test_a_film_whose_last_step_was_killed_is_written_down_at_the_next_start(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    table.home.all_agree()

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.usecases.import_card.film_is_in", killed)
    with pytest.raises(KeyboardInterrupt):
        table.run()
    monkeypatch.undo()
    assert table.deeds() == []
    table.home.again()
    assert len(finish_at_start(table.tools(), Never())) == 1
    with table.home.vault.work() as work:
        assert [one.state for one in work.recordings.all()] == [RecordingState.READY]
    assert table.deeds() == [Deed.IMPORTED]


def test_a_film_belongs_to_the_visit_of_its_day(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    table.home.all_agree()
    filmed_at = datetime.fromtimestamp((table.card / "DCIM/1.MP4").stat().st_mtime)
    visit = VisitId("visit")
    with table.home.vault.work() as work:
        work.visits.put(Visit(visit, CODE, filmed_at.replace(hour=12), VisitKind.FILM))
        work.commit()
    table.run()
    with table.home.vault.work() as work:
        assert work.visits.films_of(CODE) == [VisitFilm(visit, work.recordings.all()[0].id, used=False)]
