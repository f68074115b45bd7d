"""What start-up and each day do about forgetting: what cannot go today keeps nothing else from going."""

from __future__ import annotations

from datetime import timedelta

from app.domain.errors import ErrorCode
from app.domain.receipt import DeletionRule
from app.usecases.destroy_films import order, orders
from app.usecases.erasures import Kind
from app.usecases.forget_at_start import forget_at_start
from app.usecases.policy import ORGANISATION, SIGNATURE, SIGNED
from storage import destruction
from tests.storage.making import code_when, receipt_for
from tests.usecases.caring import FATHER, MOTHER, TODAY, Home, begin_erasing


def test_a_film_whose_file_cannot_be_removed_keeps_no_other_from_going(home: Home) -> None:
    """Two that a kill left half destroyed, a visit half erased, a film whose day has come: the first of them does not go."""
    first, second = sorted((home.film(MOTHER), home.film(MOTHER)))
    due = home.film(FATHER, filmed_on=TODAY - timedelta(90))
    home.visit(due, TODAY - timedelta(90))
    erased, _note = home.visit()
    with home.vault.work() as work:
        films = [work.recordings.get(film) for film in (first, second)]
        begin_erasing(work, Kind.VISIT, erased)
        work.commit()
    for film in films:
        assert film is not None
        destruction.intend(home.vault, film.id, receipt_for(film))
    in_the_way = home.put_in_the_way(first)
    assert code_when(lambda: forget_at_start(home.vault, home.clock)) is ErrorCode.FOLDER_NOT_WRITABLE
    assert home.films() == {first}
    with home.vault.work() as work:
        assert work.visits.get(erased) is None
    in_the_way.rmdir()
    forget_at_start(home.vault, home.clock)
    assert home.films() == set()


def test_rules_that_cannot_be_trusted_keep_no_withdrawal_from_being_carried_out(home: Home) -> None:
    film = home.film(MOTHER)
    with home.vault.work() as work:
        order(work, [film], DeletionRule.WITHDRAWAL, home.clock.now())  # as a kill leaves it
        for name, value in ((ORGANISATION, "00" * 32), (SIGNED, "number = 1"), (SIGNATURE, "00" * 64)):
            work.settings.put(name, value)
        work.commit()
    assert code_when(lambda: forget_at_start(home.vault, home.clock)) is ErrorCode.POLICY_NOT_SIGNED
    assert home.films() == set()
    with home.vault.work() as work:
        assert orders(work) == []
