"""Episodes keep in step with the family's entry, whoever saves it; a merge makes one of what overlaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from app.domain.episode import Episode, Hours, StaffHours, Transfer, TransferKind
from app.domain.family import ClosureReason, Family, closed, reopened
from app.domain.ids import EpisodeId, FamilyCode, HoursId, TransferId
from storage.vault import Vault
from tests.storage.keep_store import told
from tests.storage.making import FAMILY, NOW, make_vault

OTHER = FamilyCode("B2B")
OPENED, ENDED, AGAIN = date(2026, 1, 5), date(2026, 6, 1), date(2026, 9, 1)
RUNNING = Family(FAMILY, NOW, opened_on=OPENED)


def days(episodes: list[Episode]) -> list[tuple[date | None, date | None]]:
    return [(one.opened_on, one.closed_on) for one in episodes]


def test_a_family_has_the_episode_that_its_entry_speaks_of(vault: Vault) -> None:
    with vault.work() as work:
        assert work.episodes.current(FAMILY) is None
        work.families.put(RUNNING)
        first = work.episodes.current(FAMILY)
        assert first is not None
        assert days([first]) == [(OPENED, None)]
        work.episodes.put(told(first))
        ended = closed(RUNNING, ENDED, ClosureReason.MOVED)
        work.families.put(ended)
        work.families.put(replace(ended, name="Nordahl"))
        assert work.episodes.of(FAMILY) == [replace(told(first), closed_on=ENDED, closure=ClosureReason.MOVED)]
        again = reopened(ended, AGAIN)
        work.families.put(again)
        work.families.put(replace(again, interpreter=True))
        assert days(work.episodes.of(FAMILY)) == [(OPENED, ENDED), (AGAIN, None)]
        current = work.episodes.current(FAMILY)
        assert current is not None
        assert current.opened_on == AGAIN
        assert work.episodes.get(current.id) == current
        assert work.episodes.get(EpisodeId("none")) is None


def test_of_two_that_ended_the_later_one_is_the_current_one(vault: Vault) -> None:
    with vault.work() as work:
        ended = closed(RUNNING, ENDED, ClosureReason.MOVED)
        for family in (RUNNING, ended, reopened(ended, AGAIN), closed(reopened(ended, AGAIN), AGAIN, ClosureReason.OTHER)):
            work.families.put(family)
        current = work.episodes.current(FAMILY)
        assert current is not None
        assert current.closure is ClosureReason.OTHER


def test_one_that_was_closed_by_a_slip_goes_on_without_an_outcome(vault: Vault) -> None:
    with vault.work() as work:
        work.families.put(RUNNING)
        ended = closed(RUNNING, ENDED, ClosureReason.MOVED)
        work.families.put(ended)
        before = work.episodes.current(FAMILY)
        assert before is not None
        work.episodes.put(told(before))
        work.families.put(reopened(ended, ENDED))
        [one] = work.episodes.of(FAMILY)
        assert one == replace(told(before), closed_on=None, closure=None, outcomes={}, goal_change=None)


def test_transfers_go_with_their_episode_and_hours_are_of_nobody(vault: Vault) -> None:
    step = Transfer(TransferId("t"), EpisodeId(""), TransferKind.STEP_UP, ENDED)
    hours = Hours(HoursId("h"), StaffHours.TRAINING, ENDED, 90)
    with vault.work() as work:
        work.families.put(RUNNING)
        episode = work.episodes.current(FAMILY)
        assert episode is not None
        step = replace(step, episode=episode.id)
        work.episodes.put_transfer(step)
        earlier = replace(step, id=TransferId("z"), on=OPENED)
        work.episodes.put_transfer(earlier)
        work.hours.put(hours)
        assert work.episodes.transfers(FAMILY) == [earlier, step]
        work.episodes.put_transfer(replace(earlier, on=AGAIN))
        assert [one.id for one in work.episodes.transfers(FAMILY)] == ["t", "z"]
        work.episodes.remove_transfer(earlier.id)
        assert work.episodes.transfer(earlier.id) is None
        assert work.episodes.transfer(step.id) == step
        work.families.remove(FAMILY)
        assert work.episodes.transfer(step.id) is None
        assert work.hours.between(ENDED, ENDED) == [hours]
        work.hours.put(replace(hours, minutes=30))
        assert work.hours.get(hours.id) == replace(hours, minutes=30)
        assert work.hours.between(AGAIN, AGAIN) == []
        work.hours.remove(hours.id)
        assert work.hours.get(hours.id) is None


def test_a_new_code_takes_the_episodes_along(vault: Vault) -> None:
    with vault.work() as work:
        ended = closed(RUNNING, ENDED, ClosureReason.MOVED)
        for family in (RUNNING, ended, reopened(ended, AGAIN)):
            work.families.put(family)
        before = work.episodes.of(FAMILY)
        work.families.rename(FAMILY, OTHER)
        assert work.episodes.of(OTHER) == [replace(one, family=OTHER) for one in before]
        assert work.episodes.of(FAMILY) == []
        renamed = work.families.get(OTHER)
        assert renamed is not None
        assert renamed.opened_on == AGAIN


def test_the_same_case_entered_twice_is_one_episode(vault: Vault) -> None:
    later = Family(OTHER, NOW, opened_on=AGAIN)
    with vault.work() as work:
        work.families.put(RUNNING)
        work.families.put(later)
        kept, going = work.episodes.current(FAMILY), work.episodes.current(OTHER)
        assert kept is not None
        assert going is not None
        work.episodes.put(replace(told(going), outcomes={}, goal_change=None))
        step = Transfer(TransferId("t"), going.id, TransferKind.STEP_UP, AGAIN)
        work.episodes.put_transfer(step)
        work.families.rename(OTHER, FAMILY)
        [one] = work.episodes.of(FAMILY)
        assert one == replace(told(kept), outcomes={}, goal_change=None)
        assert work.episodes.transfers(FAMILY) == [replace(step, episode=kept.id)]


@pytest.mark.parametrize("running_is_kept", [True, False])
def test_two_that_do_not_overlap_stay_two(vault: Vault, running_is_kept: bool) -> None:
    former = closed(Family(OTHER, NOW, opened_on=OPENED), ENDED, ClosureReason.MOVED)
    with vault.work() as work:
        work.families.put(former)
        work.families.put(replace(RUNNING, opened_on=AGAIN))
        work.families.rename(*((OTHER, FAMILY) if running_is_kept else (FAMILY, OTHER)))
        code = FAMILY if running_is_kept else OTHER
        assert days(work.episodes.of(code)) == [(OPENED, ENDED), (AGAIN, None)]
        family = work.families.get(code)
        assert family is not None
        assert (family.opened_on, family.closed_on) == (AGAIN, None)


def test_names_at_the_base_are_random_and_stay(vault: Vault) -> None:
    with vault.work() as work:
        names = [work.episodes.token(EpisodeId(one), year) for one in "ab" for year in (2026, 2027)]
        assert len(set(names)) == 4
        assert {UUID(name).version for name in names} == {4}
        assert work.episodes.token(EpisodeId("a"), 2026) == names[0]


def test_names_of_another_vault_are_others(vault: Vault, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = make_vault(tmp_path_factory.mktemp("other") / "vault").vault
    with vault.work() as work, other.work() as there:
        assert work.episodes.token(EpisodeId("a"), 2026) != there.episodes.token(EpisodeId("a"), 2026)
    other.close()
