"""Episodes: which a visit is of, and what becomes of the episodes of two entries of one family."""

from __future__ import annotations

from datetime import date

from app.domain.episode import Change, Episode, OutcomeMeasure, episode_on, joined
from app.domain.family import ClosureReason
from app.domain.ids import EpisodeId, FamilyCode

FAMILY, OTHER = FamilyCode("A1A"), FamilyCode("B2B")
OPENED, ENDED, AGAIN = date(2026, 1, 5), date(2026, 6, 1), date(2026, 9, 1)


def test_one_that_bridges_two_makes_one_of_all_three() -> None:
    def episode(name: str, opened: int, ended: int) -> Episode:
        return Episode(EpisodeId(name), FAMILY, date(2026, opened, 1), closed_on=date(2026, ended, 1), closure=ClosureReason.OTHER)

    merged = joined(OTHER, [episode("a", 1, 3), episode("b", 5, 7), episode("c", 2, 6)])
    assert [(one.opened_on, one.closed_on) for one in merged.episodes] == [(date(2026, 1, 1), date(2026, 7, 1))]
    assert [one.family for one in merged.episodes] == [OTHER]
    stays = merged.episodes[0].id
    assert set(merged.became.values()) == {stays}
    assert set(merged.became) == {"a", "b", "c"} - {stays}


def test_an_episode_that_goes_on_has_no_outcome_yet() -> None:
    ended = Episode(
        EpisodeId("a"), FAMILY, OPENED, closed_on=ENDED, closure=ClosureReason.MOVED, outcomes={OutcomeMeasure.LOCAL_1: Change.SAME}
    )
    [one] = joined(FAMILY, [ended, Episode(EpisodeId("b"), FAMILY, date(2026, 3, 1))]).episodes
    assert (one.closed_on, one.closure, one.outcomes) == (None, None, {})


def test_the_episode_of_a_visit() -> None:
    first, second = Episode(EpisodeId("a"), FAMILY, OPENED, closed_on=ENDED), Episode(EpisodeId("b"), FAMILY, AGAIN)
    for day, found in ((date(2025, 1, 1), first), (OPENED, first), (date(2026, 8, 31), first), (AGAIN, second), (date(2027, 1, 1), second)):
        assert episode_on([first, second], day) == found
    assert episode_on([], OPENED) is None
