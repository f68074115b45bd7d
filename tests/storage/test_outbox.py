"""The outbox: what is due, how each record stands, and bytes that are never changed once they may have left."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from app.domain.episode import Hours, StaffHours
from app.domain.errors import Bug
from app.domain.ids import FamilyCode, HoursId, RecordId, VisitId, new_record_id
from app.domain.outbox import Due, Kept, KeptState, Revision
from app.domain.summary import SummaryKind
from app.domain.visit import Visit, VisitState
from storage.vault import Vault
from storage.work import VaultWork
from tests.storage.keep_store import FULL_FAMILY, VISIT
from tests.storage.making import FAMILY

BARE = replace(VISIT, took_part=frozenset())


def add_visit(work: VaultWork, name: str = "v", state: VisitState = VisitState.HELD) -> Visit:
    work.families.put(FULL_FAMILY)
    visit = replace(BARE, id=VisitId(name), state=state)
    work.visits.put(visit)
    return visit


def summarise(work: VaultWork, visit: Visit, revision: int = 1, *, tried: bool = False) -> Kept:
    """As if its summary had been made."""
    record = work.outbox.record_of(SummaryKind.VISIT, visit.id)
    kept = Kept(record, SummaryKind.VISIT, visit.id, visit.family, KeptState.WAITING, made=revision)
    work.outbox.keep(kept)
    work.outbox.put_revision(made(record, revision, tried=tried))
    work.outbox.not_due(Due(SummaryKind.VISIT, visit.id, record))
    return kept


def made(record: RecordId, revision: int = 1, said: str = "held", *, tried: bool = False) -> Revision:
    body = f"{record} {revision} {said}".encode()
    return Revision(record, revision, body, hashlib.sha256(body).hexdigest(), tried)


def clear(work: VaultWork) -> None:
    for due in work.outbox.due(99):
        work.outbox.not_due(due)


def test_planned_visits_are_not_due_until_something_comes_of_them(vault: Vault) -> None:
    with vault.work() as work:
        visit = add_visit(work, state=VisitState.PLANNED)
        clear(work)
        work.visits.put(replace(visit, minutes=30))
        assert work.outbox.due(9) == []
        work.visits.put(replace(visit, state=VisitState.NO_ACCESS))
        work.visits.put(replace(visit, state=VisitState.HELD))
        assert Due(SummaryKind.VISIT, visit.id, None) in work.outbox.due(9)
        clear(work)
        work.visits.put(replace(visit, state=VisitState.PLANNED))  # it was no visit after all
        assert Due(SummaryKind.VISIT, visit.id, None) in work.outbox.due(9)


def test_saving_what_is_the_same_makes_nothing_due(vault: Vault) -> None:
    with vault.work() as work:
        visit = add_visit(work)
        clear(work)
        work.visits.put(visit)
        work.families.put(FULL_FAMILY)
        work.families.put(replace(FULL_FAMILY, name="another", language="another"))
        assert work.outbox.how_many_due() == 0


def test_due_in_the_order_of_the_changes_and_once_each(vault: Vault) -> None:
    with vault.work() as work:
        work.families.put(FULL_FAMILY)
        clear(work)
        for n in (2, 1, 2):
            work.hours.put(Hours(HoursId(str(n)), StaffHours.TRAINING, date(2026, 1, n), 30))
        work.outbox.mark_due(SummaryKind.HOURS, "1")
        assert [one.about for one in work.outbox.due(9)] == ["2", "1"]
        assert [one.about for one in work.outbox.due(1)] == ["2"]
        assert work.outbox.how_many_due() == 2


def test_a_change_that_is_not_committed_makes_nothing_due(vault: Vault) -> None:
    with vault.work() as work:
        add_visit(work)
        work.commit()
        clear(work)
        work.commit()
        work.visits.put(replace(BARE, id=VisitId("v"), minutes=1))
    with vault.work() as work:
        assert work.outbox.how_many_due() == 0


def test_a_record_has_one_random_name(vault: Vault) -> None:
    with vault.work() as work:
        name = work.outbox.record_of(SummaryKind.VISIT, "v")
        assert UUID(name).version == 4
        assert work.outbox.record_of(SummaryKind.VISIT, "v") == name
        assert work.outbox.record_of(SummaryKind.EPISODE, "v") != name
        assert work.outbox.kept(name) is None


def test_a_closed_record_that_was_cut_loose_leaves_its_thing_to_another(vault: Vault) -> None:
    with vault.work() as work:
        kept = summarise(work, add_visit(work))
        work.outbox.keep(replace(kept, state=KeptState.CLOSED))
        assert work.outbox.record_of(SummaryKind.VISIT, "v") == kept.record
        work.outbox.keep(replace(kept, state=KeptState.CLOSED, about=None))
        other = work.outbox.record_of(SummaryKind.VISIT, "v")
        assert other != kept.record
        assert work.outbox.record_of(SummaryKind.VISIT, "v") == other


def test_what_may_have_left_is_never_changed(vault: Vault) -> None:
    with vault.work() as work:
        kept = summarise(work, add_visit(work))
        first = made(kept.record, said="corrected")
        work.outbox.put_revision(first)
        assert work.outbox.revision(kept.record, 1) == first
        on_its_way = replace(first, tried=True)
        work.outbox.put_revision(on_its_way)
        work.outbox.put_revision(on_its_way)
        for other in (first, made(kept.record, said="again", tried=True)):
            with pytest.raises(Bug):
                work.outbox.put_revision(other)
        with pytest.raises(Bug):
            work.outbox.drop_revision(kept.record, 1)
        with pytest.raises(Bug):
            work.outbox.forget(kept.record)
        work.outbox.put_revision(made(kept.record, 2))
        work.outbox.drop_revision(kept.record, 2)
        assert work.outbox.revision(kept.record, 2) is None
        assert work.outbox.revision(kept.record, 1) == on_its_way


def test_what_never_was_on_its_way_may_be_forgotten(vault: Vault) -> None:
    with vault.work() as work:
        kept = summarise(work, add_visit(work))
        work.outbox.forget(kept.record)
        assert work.outbox.kept(kept.record) is None
        assert work.outbox.revision(kept.record, 1) is None


@pytest.mark.parametrize("whole_family", [True, False])
def test_of_what_was_erased_the_digest_stays_and_a_tombstone_is_due(vault: Vault, whole_family: bool) -> None:
    with vault.work() as work:
        kept = summarise(work, add_visit(work), tried=True)
        never = summarise(work, add_visit(work, "never made"))
        work.outbox.drop_revision(never.record, 1)
        if whole_family:
            work.families.remove(FAMILY)
        else:
            work.visits.remove(VisitId("v"))
            work.visits.remove(VisitId("never made"))
        gone = [Due(SummaryKind.VISIT, None, record) for record in (kept.record, never.record)]
        due = [one for one in work.outbox.due(9) if one.kind is SummaryKind.VISIT]
        assert sorted(due, key=str) == sorted(gone, key=str)
        assert work.outbox.kept(kept.record) == replace(kept, about=None, family=None)
        assert work.outbox.revision(kept.record, 1) == replace(made(kept.record, tried=True), body=None)
        for one in gone:
            work.outbox.not_due(one)
        assert work.outbox.kept(kept.record) is not None
        assert work.outbox.kept(never.record) is None  # it never had a revision


def test_a_tombstone_that_waits_keeps_its_bytes(vault: Vault) -> None:
    """Consent was withdrawn, and the family erased before the tombstone was sent."""
    with vault.work() as work:
        kept = summarise(work, add_visit(work), tried=True)
        work.outbox.keep(replace(kept, made=2, gone=True))
        tombstone = made(kept.record, 2, "gone")
        work.outbox.put_revision(tombstone)
        work.families.remove(FAMILY)
        assert work.outbox.revision(kept.record, 1) == replace(made(kept.record, tried=True), body=None)
        assert work.outbox.revision(kept.record, 2) == tombstone


def test_what_was_put_back_is_due_after_its_tombstone(vault: Vault) -> None:
    hours = Hours(HoursId("h"), StaffHours.TRAINING, date(2026, 1, 1), 30)
    with vault.work() as work:
        work.hours.put(hours)
        record = work.outbox.record_of(SummaryKind.HOURS, "h")
        work.outbox.keep(Kept(record, SummaryKind.HOURS, "h", None, KeptState.SENT, made=1, sent=1))
        clear(work)
        work.hours.remove(hours.id)
        work.hours.put(hours)
        assert work.outbox.due(9) == [Due(SummaryKind.HOURS, None, record), Due(SummaryKind.HOURS, "h", None)]
        assert work.outbox.record_of(SummaryKind.HOURS, "h") == record


def test_a_family_with_another_code_takes_its_summaries_along(vault: Vault) -> None:
    with vault.work() as work:
        kept = summarise(work, add_visit(work))
        work.families.rename(FAMILY, FamilyCode("B2B"))
        assert work.outbox.kept(kept.record) == replace(kept, family=FamilyCode("B2B"))


def test_lines_counts_and_what_the_base_has(vault: Vault) -> None:
    with vault.work() as work:
        visit = add_visit(work)
        waiting = summarise(work, visit)
        refused = summarise(work, add_visit(work, "w"))
        work.outbox.keep(replace(refused, state=KeptState.QUARANTINED, reason="conflict"))
        quarter = Kept(RecordId(new_record_id()), SummaryKind.COUNTERS, "2026-Q4", None, KeptState.NO_CONSENT)
        states = {
            KeptState.SENT: {"made": 1, "sent": 1, "stored": 4},
            KeptState.HELD: {"made": 2, "sent": 1, "gone": 1, "stored": 9},
            KeptState.CLOSED: {"made": 1, "sent": 1, "stored": 5},
        }
        for n, (state, facts) in enumerate(states.items()):
            work.outbox.keep(Kept(RecordId(new_record_id()), SummaryKind.VISIT, f"x{n}", None, state, **facts))  # type: ignore[arg-type]
        work.outbox.keep(Kept(RecordId(new_record_id()), SummaryKind.VISIT, None, None, KeptState.SENT, made=2, sent=2, gone=True))
        work.outbox.keep(quarter)
        lines = {(one.kept.state, one.on, one.body) for one in work.outbox.lines()}
        day = VISIT.starts_at.date().isoformat()
        assert lines == {
            (KeptState.WAITING, day, made(waiting.record).body),
            (KeptState.QUARANTINED, day, made(refused.record).body),
            (KeptState.HELD, "", None),
            (KeptState.NO_CONSENT, "2026-Q4", None),
        }
        assert work.outbox.counts() == {"waiting": 1, "quarantined": 1, "held": 1, "closed": 1, "no_consent": 1, "sent": 2}
        assert work.outbox.sent_records() == 2  # that of HELD is still there
        assert len(work.outbox.sent_after(3)) == 2
        assert len(work.outbox.sent_after(4)) == 1
        assert work.outbox.sent_after(9) == []


def test_after_a_backup_all_that_is_counted_is_due_under_new_revisions(vault: Vault) -> None:
    hours = Hours(HoursId("h"), StaffHours.TRAINING, date(2026, 1, 1), 30)
    with vault.work() as work:
        assert work.outbox.floor() == 0
        visit = add_visit(work)
        kept = summarise(work, visit, 7, tried=True)
        erased = Kept(RecordId(new_record_id()), SummaryKind.VISIT, None, None, KeptState.SENT, made=2, sent=2, gone=True)
        work.outbox.keep(erased)
        work.hours.put(hours)
        clear(work)
        work.outbox.keep(erased)
        work.outbox.raise_floor()
        floor = work.outbox.floor()
        assert 107 <= floor < 207
        episode = work.episodes.current(FAMILY)
        assert episode is not None
        assert {(one.kind, one.about or one.record) for one in work.outbox.due(9)} == {
            (SummaryKind.VISIT, visit.id),
            (SummaryKind.EPISODE, episode.id),
            (SummaryKind.HOURS, hours.id),
            (SummaryKind.VISIT, erased.record),
        }
        assert work.outbox.kept(kept.record) == kept
        work.outbox.raise_floor()
        assert work.outbox.floor() >= floor + 100
