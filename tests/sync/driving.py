"""A whole laptop (a real vault, the real use cases, the real client) beside a real base, and what has to be true of the two."""

from __future__ import annotations

import json
import random
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from app.base_ports import Invitation, Membership
from app.domain.episode import Hours, StaffHours
from app.domain.errors import Circumstance
from app.domain.ids import HoursId, VisitId, new_id
from app.domain.outbox import KeptState
from app.domain.visit import VisitPlace, VisitState
from app.ports import Store
from app.usecases.join_team import join_team
from app.usecases.outbox import release_held, try_again
from app.usecases.release_summaries import Packed, Released, release
from app.usecases.unwatched import unseen
from storage.device_secret import FileSecrets
from sync.base.database import Database
from sync.client import TeamBase
from sync.questions import Limits
from tests.sync.base.model import shown, stored
from tests.usecases.caring import TODAY, Home
from tests.usecases.teaming import Laptop

MOST_VISITS = 8
ITEM = "vault-base"
Truth = dict[tuple[str, int], str]  # digest by record and revision


class RealLaptop(Laptop):
    """Sends through `link`."""

    def __init__(self, home: Home, limits: Limits, *, counted: bool = True) -> None:
        super().__init__(home, counted=counted)
        self.link = TeamBase(FileSecrets(home.folder / "keyring"), ITEM, limits)
        self.visits_there: list[VisitId] = []

    @property
    def device(self) -> str:
        """Its name at the base."""
        member = self.view().membership
        assert member is not None
        return member.device

    def close(self) -> None:
        self.link.close()
        self.home.vault.close()

    def enrol(self, invitation: Invitation) -> Membership:
        return join_team(self.home.vault, self.home.clock, self.link, invitation)

    def release(self, packs: tuple[Packed, ...] | None = None) -> Released:
        packs = self.pack() if packs is None else packs
        return release(self.home.vault, self.home.clock, self.link, self.pacer, packs, unseen, self.cancel)

    def live(self, source: random.Random) -> None:
        """Something that a practitioner does in a day."""
        what = source.random()
        if not self.visits_there or (what < 0.4 and len(self.visits_there) < MOST_VISITS):
            self.visits_there.append(self.visit(TODAY - timedelta(days=source.randrange(200)), minutes=source.randrange(100)))
        elif what < 0.7:
            fields = {"place": source.choice(list(VisitPlace)), "minutes": source.randrange(100), "travel_minutes": source.randrange(100)}
            self.change(source.choice(self.visits_there), **fields)
        elif what < 0.8:
            self.change(source.choice(self.visits_there), state=source.choice([VisitState.HELD, VisitState.NO_ACCESS]))
        elif what < 0.9:
            self.remove(self.visits_there.pop(source.randrange(len(self.visits_there))))
        else:
            with self.home.vault.work() as work:
                work.hours.put(Hours(HoursId(new_id()), StaffHours.TRAINING, TODAY, source.randrange(1, 300)))
                work.commit()

    def exchange(self) -> Released:
        """Prepare, look at what needs a look, send."""
        self.prepare()
        release_held(self.home.vault, [line.kept.record for line in self.view().of(KeptState.HELD)])
        quarantined = [line.kept.record for line in self.view().of(KeptState.QUARANTINED)]
        try_again(self.home.vault, self.home.clock, self.codec, quarantined)
        return self.release()

    def ever_sent(self) -> int:
        """How many different items were ever put on their way."""
        with self.home.vault.work() as work:
            departures = work.departures.last(100_000)
            return len({(item.record, item.revision) for one in departures for item in work.departures.items(one.parcel.batch)})

    def newest(self) -> dict[str, tuple[int, str]]:
        """What the base should count in the end: the newest revision of every record that was ever made."""
        with self.home.vault.work() as work:
            known = {record: work.outbox.kept(record) for record in work.outbox.sent_after(-1)}
            assert all(kept is not None and kept.state is KeptState.SENT for kept in known.values())
            found = {}
            for record, kept in known.items():
                assert kept is not None
                revision = work.outbox.revision(record, kept.made)
                assert revision is not None
                found[str(record)] = (kept.made, revision.digest)
        return found


def enrolled(folder: Path, invitation: Invitation, limits: Limits) -> RealLaptop:
    """A fresh laptop that has joined; over a poor network it asks until it is told."""
    laptop = RealLaptop(Home(folder), limits)
    for _ in range(200):
        try:
            laptop.enrol(invitation)
        except Circumstance:
            continue
        return laptop
    raise AssertionError("it could not join in 200 tries")


def claims(store: Store) -> Truth:
    """What a laptop calls acknowledged: the newest of each record."""
    said: Truth = {}
    with store.work() as work:
        for record in work.outbox.sent_after(-1):
            kept = work.outbox.kept(record)
            assert kept is not None
            revision = work.outbox.revision(record, kept.sent)
            if revision is not None:
                said[record, kept.sent] = revision.digest
    return said


def receipts(store: Store) -> Truth:
    """What the base's receipts say, as they were kept."""
    said: Truth = {}
    with store.work() as work:
        for departure in work.departures.last(100_000):
            if departure.receipt:
                for item in json.loads(departure.receipt.split(b"\n", 4)[4])["items"]:
                    assert item["outcome"] in ("stored", "same")
                    said[item["record"], item["revision"]] = item["digest"]
        assert work.departures.fault() is None
    return said


def truth(database: Database) -> tuple[Truth, dict[str, int]]:
    """Every revision that the base has; and of each record that is gone, the tombstone's number: of lower ones it keeps nothing."""
    with database.connect() as connection:
        newest, others = shown(connection)
    there = {(str(record), revision): digest for record, (revision, digest, _said) in newest.items()}
    there |= {(str(record), revision): digest for (record, revision), digest in others.items()}
    return there, {str(record): revision for record, (revision, _digest, said) in newest.items() if said["kind"] == "gone"}


def counted(database: Database) -> dict[str, tuple[int, str]]:
    """What the base counts: the newest revision of each record."""
    with database.connect() as connection:
        newest, _others = shown(connection)
    return {str(record): (revision, digest) for record, (revision, digest, _said) in newest.items()}


def require_no_false_claim(store: Store, database: Database, *, lost: bool = False) -> None:
    """Nothing is called sent in this vault that the base does not have, in those very bytes. `lost`: the base was put back to what it was,
    and only the newest of what it had given receipts for comes again."""
    there, gone = truth(database)
    claimed = claims(store) if lost else claims(store) | receipts(store)
    missing = {name: digest for name, digest in claimed.items() if there.get(name) != digest and name[1] >= gone.get(name[0], 0)}
    assert not missing, missing


def require_same(laptop: RealLaptop, database: Database, *, lost: bool = False) -> None:
    """Nothing lost, nothing doubled, nothing of which the laptop does not know."""
    require_no_false_claim(laptop.home.vault, database, lost=lost)
    assert counted(database) == laptop.newest()
    there, _gone = truth(database)
    with database.connect() as connection:
        held = stored(connection)
    assert set(held) == {UUID(laptop.device)}
    assert len(there) <= held[UUID(laptop.device)] <= laptop.ever_sent()


def finish(laptop: RealLaptop, most: int = 50) -> None:
    """Send until nothing waits."""
    for _ in range(most):
        came = laptop.exchange()
        if came.trouble is None and came.waiting == 0 and came.changed == 0:
            return
    raise AssertionError(f"not done after {most} tries: {came}")
