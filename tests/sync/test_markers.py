"""A family that has been through everything, on a laptop that joins, sends, corrects, erases and leaves: nothing that the vault holds, and
nothing of the machine, is in a body, a header, an address, a log or the database of the base. Not as it is, and not in disguise.
"""

from __future__ import annotations

import base64
import getpass
import hashlib
import json
import platform
import re
import socket
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from app.base_ports import Invitation
from app.domain.consent import OtherParent, Purpose, SignedHow
from app.domain.episode import Change, GoalChange, OutcomeMeasure, ReferralSource, StaffHours
from app.domain.family import ClosureReason, PersonKind
from app.domain.summary import quarter
from app.domain.visit import VisitPlace
from app.usecases.consent_texts import text_to_show
from app.usecases.end_episode import close_episode
from app.usecases.episode_facts import Beginning, Ending, tell_episode
from app.usecases.erase_family import erase_family
from app.usecases.give_consent import Giving, give_consent
from app.usecases.leave_team import leave_team
from app.usecases.staff_hours import enter_hours, put_hours, remove_hours
from app.usecases.team import membership
from sync.messages import ChallengeWish, Enrolment, TokenWish
from sync.questions import Limits
from sync.wire import Batch
from tests.sync.base.live import BaseProcess
from tests.sync.driving import RealLaptop, finish
from tests.sync.fault_proxy import Fault, FaultProxy, Kind
from tests.usecases.caring import CODE, MOTHER, STROKES, TODAY, Home
from tests.usecases.test_nothing_left import WORD, live

LIMITS = Limits(connect=10.0, whole=10.0, whole_large=10.0)
# What is made to be sent, and what the base itself has said.
MEANT = {
    ("summary", "record"),
    ("summary_due", "record"),
    ("departure", "batch"),
    ("departure", "receipt"),
    ("departure", "body_digest"),
    ("departure_item", "record"),
    ("departure_item", "digest"),
    ("summary_revision", "record"),
    ("summary_revision", "digest"),
    ("summary_revision", "body"),
}


DAY = re.compile(rb"20\d\d-\d\d-\d\d")
REFERRED = TODAY - timedelta(37)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path / "vault", marker=WORD)
    yield made
    made.vault.close()


def held(home: Home) -> dict[str | bytes, str]:
    """Every text and every blob of every table, and where it stands."""
    run = home.vault._db.run
    found: dict[str | bytes, str] = {}
    for (table,) in run("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"):
        columns = [row[1] for row in run(f"PRAGMA table_info('{table}')")]
        for row in run(f'SELECT * FROM "{table}"'):
            for column, value in zip(columns, row, strict=True):
                if isinstance(value, str | bytes) and (table, column) not in MEANT:
                    found[value] = f"{table}.{column}"
    return found


def meant(home: Home) -> set[str]:
    """What laptop and base know each other by, and the quarter."""
    with home.vault.work() as work:
        member = membership(work)
        batches = {one.parcel.batch for one in work.departures.last(1000)}
    assert member is not None
    names = {member.url, member.key, member.team, member.device, member.name, quarter(TODAY), *batches}
    as_kept = {json.dumps(name) for name in names}  # the name of a bird may have an å in it, which JSON writes otherwise
    return names | {part for name in names | as_kept for part in re.findall(r"\w+", name)}


def of_the_machine() -> dict[str | bytes, str]:
    names = {socket.gethostname(), platform.node(), getpass.getuser(), str(Path.home()), f"{uuid.getnode():012x}", platform.release()}
    return dict.fromkeys([*names, platform.python_version(), "Python", "python-httpx", "Linux", "Europe/", "nb-NO"], "the machine")


def listed() -> set[str]:
    """What may be said: the fields of the messages, and their closed lists."""
    kinds = (Batch, Enrolment, ChallengeWish, TokenWish)
    return {word for kind in kinds for word in re.findall(r"[\w+-]+", json.dumps(kind.model_json_schema()))}


def looked_for(values: dict[str | bytes, str], may_be: set[str]) -> dict[bytes, str]:
    """Whole values, and each longer word of a text. What is short, or could be a part of a random number, is left out."""
    may, found = listed() | may_be, dict[bytes, str]()
    for value, where in values.items():
        if value in may:
            continue
        parts = {value} if isinstance(value, bytes) else {value, *re.findall(r"\w{6,}", value)}
        for part in parts:
            said = part if isinstance(part, bytes) else part.encode()
            may_be_random = re.fullmatch(rb"[0-9a-fA-F-]*", said) and not DAY.match(said)
            least = 12 if may_be_random else 6
            if len(said) >= least and part not in may:
                found[said] = where
    return found


def disguises(said: bytes) -> Iterator[bytes]:
    """The same in other letters, packed, or as its fingerprint."""
    digests = [hashlib.sha256(said), hashlib.sha1(said), hashlib.md5(said)]
    raw = [said, *(digest.digest() for digest in digests)]
    if re.fullmatch(rb"[0-9a-fA-F]{32}", said):
        raw += [bytes.fromhex(said.decode()), str(uuid.UUID(said.decode())).encode()]
    for one in raw:
        yield one
        yield one.hex().encode()
        for shift in range(3):  # wherever it begins in what is packed
            yield base64.b64encode(b"\0" * shift + one)[4 if shift else 0 : -4]
    yield said.lower()
    yield said.upper()
    yield said.decode("utf-8", "replace").encode("utf-16-le")


def found_in(haystack: bytes, wanted: dict[bytes, str]) -> set[str]:
    return {f"{where}: {said!r}" for said, where in wanted.items() if any(len(one) > 5 and one in haystack for one in disguises(said))}


def counted(home: Home) -> None:
    """All in the family have agreed to be counted."""
    with home.vault.work() as work:
        people = work.people.of(CODE)
    text = text_to_show(home.vault, home.clock, Purpose.STATISTICS, "nb").id
    for one in people:
        is_child = one.kind is PersonKind.CHILD
        other = OtherParent.AGREES if is_child else OtherParent.NOBODY_ELSE
        giver, how = MOTHER if is_child else one.id, SignedHow.SCREEN
        giving = Giving(one.id, Purpose.STATISTICS, giver, text, how=how, strokes=STROKES, other_parent=other)
        give_consent(home.vault, home.clock, giving)


@dataclass(frozen=True)
class Life:
    """What the laptop said on the line, what the base had before and has kept, and what is looked for: whatever the vault ever held."""

    said: bytes
    empty: bytes
    kept: bytes
    wanted: dict[bytes, str]


def a_life_in_the_team(home: Home, folder: Path) -> Life:
    said: list[bytes] = []

    def listen(request: bytes) -> Fault:
        said.append(request)
        return Fault(Kind.NONE)

    live(home)
    counted(home)
    with BaseProcess(folder) as base, FaultProxy(base.url, listen) as proxy:
        empty = _files(folder)
        laptop = RealLaptop(home, LIMITS, counted=False)
        laptop.enrol(Invitation(proxy.url, base.invite()))
        visit = laptop.visit(TODAY, minutes=73)
        tell_episode(home.vault, home.clock, CODE, Beginning(REFERRED, ReferralSource.MIDWIFE, stressors=17))
        hours = enter_hours(home.vault, home.clock, StaffHours.SUPERVISION, TODAY - timedelta(3), 173)
        finish(laptop)
        laptop.change(visit, place=VisitPlace.CLINIC)
        remove_hours(home.vault, hours.id)
        put_hours(home.vault, hours)
        ending = Ending({OutcomeMeasure.CONFIDENCE: Change.IMPROVED}, GoalChange.NEARER)
        close_episode(home.vault, home.clock, CODE, ClosureReason.COMPLETED, ending=ending)
        finish(laptop)
        values, known = held(home), meant(home)
        erase_family(home.vault, home.clock, CODE)
        finish(laptop)
        values |= held(home)
        known |= meant(home)
        leave_team(home.vault, home.clock, laptop.link)
        laptop.link.close()
        assert base.stop() == 0
    return Life(b"\n".join(said), empty, _files(folder), looked_for(values | of_the_machine(), known))


def _files(folder: Path) -> bytes:
    """The database with its log, and what the base has told."""
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())


def test_nothing_of_a_family_or_the_machine_reaches_the_base(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "base"
    folder.mkdir()
    life = a_life_in_the_team(home, folder)
    assert life.said.count(b"PUT /v1/batches/") >= 3
    assert b'{"kind":"gone"}' in life.said
    assert b'"kind":"episode"' in life.said and b'"kind":"hours"' in life.said
    assert b'"measure":null' in life.said, "nobody has agreed to being asked how it went"
    assert WORD.encode() in life.wanted
    assert len(life.wanted) > 300
    assert found_in(life.said, life.wanted) == set()
    assert {REFERRED.isoformat().encode(), (TODAY - timedelta(3)).isoformat().encode()} <= life.wanted.keys()
    without_days = {one: where for one, where in life.wanted.items() if not DAY.match(one)}  # the base has days of its own
    assert found_in(life.kept, without_days) - found_in(life.empty, without_days) == set()  # words of SQL are there anyway
    assert CODE.encode() not in life.said + life.kept


@pytest.mark.parametrize(
    "leak", [b"Kvitrende", b"KVITRENDE", base64.b64encode(b"x Kvitrende y"), hashlib.sha256(b"Kvitrende").hexdigest().encode()]
)
def test_a_leak_would_be_found(leak: bytes) -> None:
    wanted = looked_for({"Kari Kvitrende": "person.name"}, set())
    assert found_in(b'{"kind":"visit","more":"' + leak + b'"}', wanted) == {"person.name: b'Kvitrende'"}
    assert found_in(b'{"kind":"visit"}', wanted) == set()
