"""Backup while the base runs, putting back into either kind of database, erasing, and export."""

from __future__ import annotations

import csv
import errno
import json
import os
import random
import shutil
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, insert, select, update

from app.domain.errors import Circumstance, ErrorCode
from app.domain.outbox import DocumentKind
from sync.base.backup import back_up, put_back
from sync.base.carried import AnotherBase
from sync.base.database import Database
from sync.base.documents import put_document
from sync.base.erasing import StillRead, erase, sweep
from sync.base.export import Form, export
from sync.base.files import FileUnusable, NotWritable
from sync.base.ingest import read_batch, take
from sync.base.settings import Settings
from sync.base.signing import BaseKey, make_key, read_key
from sync.base.tables import changed_period, device, document, erased, invitation, metadata, reader, sitting, team, token
from sync.base.teams import invite, revoke_device
from sync.base.web.readers import add_reader, remove_reader, set_password
from sync.wire import Outcome, canonical
from tests.sync.base.model import shown, stored
from tests.sync.base.stores import Cluster
from tests.sync.base.summaries import Said, add_team, envelope, gone, item, laptops
from tests.sync.base.summaries import token as random_token

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SHORT_LIVED = {"token", "challenge", "sitting", "invitation"}


@pytest.fixture
def source() -> random.Random:
    return random.Random(11)


@pytest.fixture
def devices(database: Database, source: random.Random) -> list[UUID]:
    """A base with a key, a team of two laptops, forty records of which some were corrected and one is gone, and a document."""
    with database.begin() as connection:
        ids = add_team(connection)
        key = make_key(connection, NOON)
        put_document(connection, key, 1, DocumentKind.SCHEMES, b'{"schemes":[]}')
        connection.execute(insert(token).values(team_id=1, token_sha256=bytes(32), device_id=ids[0], expires_at=NOON))
        times = {"begun_at": NOON, "seen_at": NOON}
        connection.execute(insert(sitting).values(team_id=1, cookie_sha256=bytes(32), reader_id=1, csrf="x", **times))
    items = [item(source) for _ in range(40)]
    give(database, ids[0], items)
    give(database, ids[1], [item(source, one["record"], 2) for one in items[:9]] + [gone(items[9]["record"], 2)])
    return ids


@pytest.fixture(params=["sqlite", "postgresql"])
def other_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where there is no base yet, of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'other.sqlite3'}"
    cluster: Cluster = request.getfixturevalue("postgres")
    return cluster.new()


def give(database: Database, who: UUID, items: list[Said], team_id: int = 1) -> list[Outcome]:
    receipts, _ = database.trying(lambda connection: take(connection, team_id, who, read_batch(envelope(items))))
    return [one.outcome for one in receipts]


def everything(database: Database) -> dict[str, list[Any]]:
    """All rows but short-lived ones and what a restore changes."""
    with database.connect() as connection:
        rows = {table.name: connection.execute(select(table)).mappings().all() for table in metadata.sorted_tables}
    kept = {name: [{**row} for row in table] for name, table in rows.items() if name not in SHORT_LIVED}
    for row in kept["team"]:
        del row["documents_after"]
    return {name: sorted(table, key=str) for name, table in kept.items()}


@pytest.fixture
def opened() -> Iterator[list[Database]]:
    """What a test opens and does not close."""
    kept: list[Database] = []
    yield kept
    for one in kept:
        one.close()


def test_a_backup_put_back_is_the_base_it_was_made_of(
    database: Database, devices: list[UUID], other_url: str, tmp_path: Path, opened: list[Database]
) -> None:
    file = tmp_path / "backup"
    assert back_up(database, file).records == 40
    before = everything(database)
    kept = put_back(file, other_url)
    assert (kept.records, kept.size) == (40, file.stat().st_size)
    opened.append(Database.open(other_url, make=False))
    assert everything(opened[0]) == before
    with opened[0].connect() as connection:
        assert connection.execute(select(token)).all() == connection.execute(select(sitting)).all() == []
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not [left.name for left in tmp_path.iterdir() if "part" in left.name or "opened" in left.name]


def test_a_base_that_was_put_back_goes_on(
    database: Database, devices: list[UUID], other_url: str, tmp_path: Path, opened: list[Database], source: random.Random
) -> None:
    """What came after the backup is missing, and `stored` says so; sent again, it is there."""
    back_up(database, tmp_path / "backup")
    later = [item(source) for _ in range(7)]
    give(database, devices[0], later)
    put_back(tmp_path / "backup", other_url)
    opened.append(Database.open(other_url, make=False))
    with opened[0].connect() as connection:
        assert stored(connection)[devices[0]] == 40
    assert give(opened[0], devices[0], later) == [Outcome.STORED] * 7
    with opened[0].connect() as again, database.connect() as first:
        assert shown(again) == shown(first)
        assert stored(again) == stored(first)


def test_no_number_of_a_document_is_given_twice(
    database: Database, devices: list[UUID], other_url: str, tmp_path: Path, opened: list[Database]
) -> None:
    """Laptops know the numbers of documents that the backup does not have."""
    back_up(database, tmp_path / "backup")
    with database.begin() as connection:
        key = _key(connection)
        lost = [put_document(connection, key, 1, DocumentKind.SCHEMES, b"%d" % number) for number in range(5)]
    put_back(tmp_path / "backup", other_url)
    opened.append(Database.open(other_url, make=False))
    with opened[0].begin() as connection:
        new = put_document(connection, _key(connection), 1, DocumentKind.SCHEMES, b"new")
        version = connection.scalar(select(document.c.version).where(document.c.number == new))
    assert new > max(lost)
    assert version is not None
    assert version > 6


def test_what_was_erased_after_the_backup_stays_erased(
    database: Database, devices: list[UUID], other_url: str, tmp_path: Path, opened: list[Database]
) -> None:
    back_up(database, tmp_path / "backup")
    name = next(iter(_shown(database)[0]))
    erase(database, 1, records=[name])
    put_back(tmp_path / "backup", other_url, replaced=database)
    opened.append(Database.open(other_url, make=False))
    with opened[0].connect() as connection:
        assert set(connection.scalars(select(erased.c.record))) == {name}
        assert name not in shown(connection)[0]
        newest = connection.execute(select(document).where(document.c.kind == "erasures").order_by(document.c.number.desc())).first()
    assert newest is not None
    assert json.loads(newest.body) == {"records": [str(name)]}


def test_whoever_was_put_out_after_the_backup_stays_out(
    database: Database, devices: list[UUID], other_url: str, tmp_path: Path, opened: list[Database]
) -> None:
    """A laptop, a reader, a password that was changed; and a code that was used since is good no more."""
    with database.begin() as connection:
        for name in ("kari", "liv"):
            add_reader(connection, "TRO01", name, f"the first of many {name}s")
        invite(connection, _key(connection), "TRO01", Settings(now=lambda: NOON))
    back_up(database, tmp_path / "backup")
    with database.begin() as connection:
        revoke_device(connection, 1, devices[1], NOON)
        remove_reader(connection, "kari")
        set_password(connection, "liv", "the second of them all")
        connection.execute(update(team).values(threshold=9))
        (hashed,) = connection.scalars(select(reader.c.password_hash))
    put_back(tmp_path / "backup", other_url, replaced=database)
    opened.append(Database.open(other_url, make=False))
    with opened[0].connect() as connection:
        assert list(connection.scalars(select(device.c.device_id).where(device.c.revoked_at.is_not(None)))) == [devices[1]]
        assert connection.execute(select(reader.c.name, reader.c.password_hash)).all() == [("liv", hashed)]
        assert connection.execute(select(invitation)).all() == []
        assert connection.scalar(select(team.c.threshold)) == 9


def test_what_is_replaced_has_to_be_the_same_base_and_be_there(
    database: Database, devices: list[UUID], other_url: str, tmp_path: Path, sqlite_template: Path
) -> None:
    """Else nothing is made: a base without what was erased since must not be served by mistake."""
    back_up(database, tmp_path / "backup")
    another = tmp_path / "another.sqlite3"
    another.write_bytes(sqlite_template.read_bytes())
    with closing(Database.open(f"sqlite:///{another}")) as replaced:
        for _ in range(2):  # without a key, then with one of its own
            with pytest.raises(AnotherBase):
                put_back(tmp_path / "backup", other_url, replaced=replaced)
            with replaced.begin() as connection:
                make_key(connection, NOON)
    another.write_bytes(b"no database any more" * 999)
    with pytest.raises(Circumstance), closing(Database.open(f"sqlite:///{another}", make=False)) as damaged:
        put_back(tmp_path / "backup", other_url, replaced=damaged)
    assert put_back(tmp_path / "backup", other_url).records == 40


def test_nothing_is_written_over(database: Database, devices: list[UUID], database_url: str, tmp_path: Path) -> None:
    back_up(database, tmp_path / "backup")
    before = everything(database)
    with pytest.raises(Circumstance) as caught:
        put_back(tmp_path / "backup", database_url)
    assert caught.value.code is ErrorCode.BASE_STORE_EXISTS
    assert everything(database) == before


@pytest.mark.parametrize("damage", ["empty", "cut", "one bit", "no backup", "a byte more"])
def test_a_damaged_backup_is_refused_and_nothing_is_made(sqlite_template: Path, tmp_path: Path, damage: str) -> None:
    file = tmp_path / "backup"
    with closing(Database.open(f"sqlite:///{sqlite_template}")) as database:
        back_up(database, file)
    good = file.read_bytes()
    changed = bytearray(good)
    changed[len(good) // 2] ^= 1
    bad = {"empty": b"", "cut": good[: len(good) // 2], "one bit": bytes(changed), "no backup": b"x" * 9999, "a byte more": good + b"x"}
    file.write_bytes(bad[damage])
    with pytest.raises(Circumstance) as caught:
        put_back(file, f"sqlite:///{tmp_path / 'new.sqlite3'}")
    assert caught.value.code is ErrorCode.BASE_BACKUP_DAMAGED
    assert [left.name for left in tmp_path.iterdir()] == ["backup"]


def test_a_backup_that_is_not_there_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileUnusable):
        put_back(tmp_path / "backup", f"sqlite:///{tmp_path / 'new.sqlite3'}")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_one_may_not_look_into_is_called_that(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its error, as tests may run as somebody who may look anywhere."""

    def closed(path: Path, **_how: object) -> os.stat_result:
        raise PermissionError(errno.EACCES, "", path)

    with closing(Database.open(f"sqlite:///{sqlite_template}")) as database:
        back_up(database, tmp_path / "backup")
    with monkeypatch.context() as shut, pytest.raises(NotWritable):
        shut.setattr(Path, "stat", closed)
        put_back(tmp_path / "backup", f"sqlite:///{tmp_path / 'new.sqlite3'}")


def test_a_full_disk_is_called_that(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, "")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Circumstance) as caught:
        export(database, 1, tmp_path / "rows.csv", Form.CSV)
    assert caught.value.code is ErrorCode.DISK_FULL
    assert not (tmp_path / "rows.csv").exists()


def test_a_backup_made_while_batches_come_in_is_of_one_moment(
    database: Database, devices: list[UUID], tmp_path: Path, opened: list[Database], source: random.Random
) -> None:
    """Every batch is in it whole or not at all: `stored` fits the rows."""
    batches = [[item(source) for _ in range(20)] for _ in range(30)]
    begun, done = threading.Event(), threading.Event()

    def send() -> None:
        for batch in batches:
            give(database, devices[0], batch)
            begun.set()
        done.set()

    thread = threading.Thread(target=send)
    thread.start()
    begun.wait(30)
    back_up(database, tmp_path / "backup")
    thread.join()
    url = f"sqlite:///{tmp_path / 'other.sqlite3'}"
    put_back(tmp_path / "backup", url)
    opened.append(Database.open(url, make=False))
    newest, earlier = _shown(opened[0])
    with opened[0].connect() as connection:
        assert sum(stored(connection).values()) == len(newest) + len(earlier) + 1  # that the tombstone took with it
    whole = [sum(UUID(one["record"]) in newest for one in batch) for batch in batches]
    assert set(whole) <= {0, 20}
    assert done.is_set()


def test_a_backup_takes_the_place_of_the_one_before_only_when_it_is_whole(database: Database, devices: list[UUID], tmp_path: Path) -> None:
    file = tmp_path / "backup"
    back_up(database, file)
    before = file.read_bytes()
    folder = tmp_path / "backup.part"
    folder.mkdir()  # the name it would be written under
    with pytest.raises(NotWritable):
        back_up(database, file)
    assert file.read_bytes() == before
    folder.rmdir()
    assert back_up(database, file).records == 40


def test_erased_records_are_gone_and_do_not_come_back(database: Database, devices: list[UUID], source: random.Random) -> None:
    said = item(source, kind="visit", period="2026-Q2")
    give(database, devices[0], [said, item(source, said["record"], 3, kind="visit", period="2026-Q3")])
    before = _due(database)
    done = erase(database, 1, records=[UUID(said["record"]), UUID(random_token(source))])
    assert done.records == 1
    newest, earlier = _shown(database)
    assert UUID(said["record"]) not in {*newest, *(name for name, _ in earlier)}
    assert len(newest) == 40
    after = _due(database)
    assert after.pop("2026-Q3") == before.pop("2026-Q3", 0) + 1
    assert after == before
    assert give(database, devices[0], [said]) == [Outcome.REFUSED]
    with database.connect() as connection:
        told = connection.execute(select(document).where(document.c.number == done.document)).one()
    assert (told.kind, told.body) == ("erasures", canonical({"records": [said["record"]]}))


def test_a_whole_episode_is_erased_and_the_document_names_all_that_ever_was(
    database: Database, devices: list[UUID], source: random.Random
) -> None:
    episode = random_token(source)
    mine = [item(source, kind=kind, episode=episode) for kind in ("visit", "visit", "episode", "transfer")]
    give(database, devices[0], mine)
    first = next(iter(_shown(database)[0]))
    erase(database, 1, records=[first])
    done = erase(database, 1, episodes=[UUID(episode)])
    names = {one["record"] for one in mine}
    assert done.records == len(names - {str(first)})
    with database.connect() as connection:
        told = connection.execute(select(document.c.body).where(document.c.number == done.document)).scalar_one()
    assert json.loads(told) == {"records": sorted(names | {str(first)})}
    again = erase(database, 1, episodes=[UUID(episode)], records=[first])
    assert (again.records, again.document) == (0, None)


@pytest.fixture
def on_disk(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A base in one file, whose bytes can be looked at."""
    path = shutil.copy(sqlite_template, tmp_path / "base.db")
    with closing(Database.open(f"sqlite:///{path}", make=False)) as opened:
        with opened.begin() as connection:
            add_team(connection)
            make_key(connection, NOON)
        yield opened


def _holds(folder: Path, name: str) -> bool:
    """Whether a file of the base has this id in it."""
    return any(UUID(name).bytes in file.read_bytes() for file in folder.glob("base.db*"))


def test_what_a_laptop_withdrew_is_swept_out_of_the_file(on_disk: Database, tmp_path: Path, source: random.Random) -> None:
    said = item(source, kind="visit")
    episode = said["summary"]["episode"]
    give(on_disk, laptops(1)[0], [said])
    give(on_disk, laptops(1)[0], [gone(said["record"], 2)])
    assert _holds(tmp_path, episode)  # in the log, from when it came
    assert sweep(on_disk)
    assert not _holds(tmp_path, episode)


def test_what_is_erased_while_somebody_reads_is_said_and_swept_when_asked_again(
    on_disk: Database, tmp_path: Path, source: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.base.database._WAIT_S", 0.2)
    said = item(source, kind="visit")
    give(on_disk, laptops(1)[0], [said])
    with closing(Database.open(f"sqlite:///{tmp_path / 'base.db'}", make=False)) as other:
        with on_disk.connect() as reading:
            reading.execute(select(device)).all()
            with pytest.raises(StillRead):
                erase(other, 1, records=[UUID(said["record"])])
        assert _holds(tmp_path, said["summary"]["episode"])
        assert erase(other, 1, records=[UUID(said["record"])]).records == 0
    assert not _holds(tmp_path, said["summary"]["episode"])


def test_erasing_in_one_team_leaves_the_other(database: Database, devices: list[UUID], source: random.Random) -> None:
    said = item(source)
    with database.begin() as connection:
        others = add_team(connection, 2, "OSL02")
    for team_id, who in ((1, devices[0]), (2, others[0])):
        give(database, who, [said], team_id)
    erase(database, 1, records=[UUID(said["record"])])
    assert give(database, devices[0], [said], 1) == [Outcome.REFUSED]
    assert give(database, others[0], [said], 2) == [Outcome.SAME]


def test_no_page_of_the_file_holds_what_was_erased(tmp_path: Path, sqlite_template: Path, source: random.Random) -> None:
    path = tmp_path / "base.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    with closing(Database.open(f"sqlite:///{path}")) as database:
        with database.begin() as connection:
            who = add_team(connection)[0]
            make_key(connection, NOON)
        said = [item(source, kind="visit") for _ in range(300)]
        for begin in range(0, 300, 100):
            give(database, who, said[begin : begin + 100])
        episode = UUID(said[150]["summary"]["episode"])
        assert episode.bytes in path.read_bytes() + path.with_name("base.sqlite3-wal").read_bytes()
        erase(database, 1, episodes=[episode])
        assert episode.bytes not in path.read_bytes() + path.with_name("base.sqlite3-wal").read_bytes()


def test_erasing_while_the_same_comes_in_leaves_nothing(database: Database, devices: list[UUID], source: random.Random) -> None:
    said = [item(source) for _ in range(30)]
    names = [UUID(one["record"]) for one in said]
    give(database, devices[1], said)
    ready = threading.Barrier(3)

    def send(who: UUID) -> None:
        ready.wait()
        for revision in range(2, 12):
            give(database, who, [item(source, one["record"], revision) for one in said])

    threads = [threading.Thread(target=send, args=(who,)) for who in devices]
    for thread in threads:
        thread.start()
    ready.wait()
    done = erase(database, 1, records=names)
    for thread in threads:
        thread.join()
    newest, earlier = _shown(database)
    assert done.records == 30
    assert not set(names) & {*newest, *(name for name, _ in earlier)}


def test_export_has_every_record_as_it_was_said(database: Database, devices: list[UUID], tmp_path: Path) -> None:
    newest = _shown(database)[0]
    name = next(iter(newest))
    erase(database, 1, records=[name])
    del newest[name]
    assert export(database, 1, tmp_path / "all.json", Form.JSON) == 39
    said = json.loads((tmp_path / "all.json").read_text())
    assert (said["team"], said["erased"]) == ("TRO01", [str(name)])
    for row in said["records"]:
        content = {key: value for key, value in row.items() if key not in ("record", "revision", "device")}
        known = {key: value for key, value in newest[UUID(row["record"])][2].items() if value is not None}
        assert content == known
        assert row["device"] in ("word-0", "word-1")
    assert export(database, 1, tmp_path / "all.csv", Form.CSV) == 39
    with (tmp_path / "all.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert {row["record"] for row in rows} == {str(one) for one in newest}
    assert stat.S_IMODE((tmp_path / "all.csv").stat().st_mode) == 0o600


def test_export_of_a_laptop_named_like_a_formula(database: Database, devices: list[UUID], tmp_path: Path) -> None:
    with database.begin() as connection:
        connection.execute(device.update().where(device.c.device_id == devices[0]).values(name="=1+1"))
    export(database, 1, tmp_path / "all.csv", Form.CSV)
    assert b";'=1+1\r\n" in (tmp_path / "all.csv").read_bytes()


@pytest.mark.parametrize("number", ["0001", "0002"])
def test_the_kept_backups_of_all_tables_can_be_put_back(other_url: str, opened: list[Database], number: str) -> None:
    """tests/samples/base has one made by the first program with each change of the tables; they stay as they are."""
    kept = Path(__file__).parents[2] / "samples" / "base" / f"{number}.backup"
    assert put_back(kept, other_url).records == 60
    opened.append(Database.open(other_url, make=False))
    newest, earlier = _shown(opened[0])
    assert (len(newest), len(earlier)) == (60, 10)
    with opened[0].connect() as connection:
        assert read_key(connection) is not None
        assert connection.scalar(select(team.c.code)) == "TRO01"
        assert sum(connection.scalars(select(device.c.stored))) == 72


def _shown(database: Database) -> Any:
    with database.connect() as connection:
        return shown(connection)


def _due(database: Database) -> dict[str, int]:
    with database.connect() as connection:
        return {row.period: row.changes for row in connection.execute(select(changed_period))}


def _key(connection: Connection) -> BaseKey:
    key = read_key(connection)
    assert key is not None
    return key
