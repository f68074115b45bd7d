"""Opening with a raw key, and what SQLCipher's errors become."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from app.domain.errors import Bug, ErrorCode
from storage.sqlcipher import REEL_SHAPE, VAULT_SHAPE, Connection, Shape, connect
from tests.storage.making import code_when

KEY = secrets.token_bytes(32)


def opened(path: Path, key: bytes = KEY, shape: Shape = VAULT_SHAPE, *, create: bool = False) -> Connection:
    return connect(path, key, shape, damaged=ErrorCode.VAULT_DAMAGED, missing=ErrorCode.VAULT_MISSING, create=create)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "store"
    connection = opened(path, create=True)
    connection.run_script("BEGIN; CREATE TABLE t (a TEXT UNIQUE); INSERT INTO t VALUES ('marker-in-plain'); COMMIT;")
    connection.close()
    return path


def test_the_file_is_not_plain(path: Path) -> None:
    data = path.read_bytes()
    assert b"SQLite format" not in data
    assert b"marker-in-plain" not in data


@pytest.mark.parametrize(("shape", "journal", "vacuum"), [(VAULT_SHAPE, "wal", 1), (REEL_SHAPE, "truncate", 0)])
def test_each_pragma_took(tmp_path: Path, shape: Shape, journal: str, vacuum: int) -> None:
    connection = opened(tmp_path / "fresh", shape=shape, create=True)
    connection.run_script("BEGIN; CREATE TABLE t (a); COMMIT;")
    wanted = {
        "cipher_page_size": str(shape.page_bytes),
        "cipher_hmac_algorithm": shape.hmac,
        "journal_mode": journal,
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "auto_vacuum": vacuum,
        "temp_store": 2,
        "cache_size": -shape.cache_kib,
    }
    assert {name: connection.run(f"PRAGMA {name}")[0][0] for name in wanted} == wanted
    connection.close()


def test_a_wrong_key_a_damaged_file_and_a_plain_file(path: Path, tmp_path: Path) -> None:
    assert code_when(lambda: opened(path, secrets.token_bytes(32))) is ErrorCode.VAULT_DAMAGED
    plain = tmp_path / "plain"
    plain.write_bytes(b"SQLite format 3\0" + bytes(4080))
    assert code_when(lambda: opened(plain)) is ErrorCode.VAULT_DAMAGED
    path.write_bytes(path.read_bytes()[:5000])
    assert code_when(lambda: opened(path).run("SELECT * FROM t")) is ErrorCode.VAULT_DAMAGED


def test_opening_never_creates(tmp_path: Path) -> None:
    assert code_when(lambda: opened(tmp_path / "none")) is ErrorCode.VAULT_MISSING
    assert list(tmp_path.iterdir()) == []


def test_creating_never_overwrites(path: Path) -> None:
    before = path.read_bytes()
    assert code_when(lambda: opened(path, create=True)) is ErrorCode.VAULT_EXISTS
    assert path.read_bytes() == before


def test_a_key_of_the_wrong_length_is_a_bug_that_does_not_show_it(path: Path) -> None:
    with pytest.raises(Bug) as caught:
        opened(path, b"short")
    assert "short" not in str(caught.value)


def test_a_full_store_is_a_full_disk(path: Path) -> None:
    connection = opened(path)
    connection.run(f"PRAGMA max_page_count = {connection.run('PRAGMA page_count')[0][0]}")
    assert code_when(lambda: connection.run("INSERT INTO t VALUES (zeroblob(100000))")) is ErrorCode.DISK_FULL
    connection.close()


def test_another_connection_makes_it_busy(tmp_path: Path) -> None:
    path = tmp_path / "reel"
    first = opened(path, shape=REEL_SHAPE, create=True)
    first.run_script("BEGIN; CREATE TABLE t (a); COMMIT;")
    second = opened(path, shape=REEL_SHAPE)
    second.run("PRAGMA busy_timeout = 10")
    first.begin()
    assert code_when(second.begin) is ErrorCode.VAULT_IN_USE
    first.rollback()
    first.close()
    second.close()


def test_our_own_mistakes_are_bugs_and_say_nothing_of_the_data(path: Path) -> None:
    connection = opened(path)
    for sql in ("SELECT nothing FROM nowhere", "INSERT INTO t VALUES ('marker-in-plain')"):
        with pytest.raises(Bug) as caught:
            connection.run(sql)
        assert "marker" not in str(caught.value)
        assert "nowhere" not in str(caught.value)
        assert caught.value.__suppress_context__
    connection.close()
    with pytest.raises(Bug):
        connection.run("SELECT 1")


def test_a_folder_that_may_not_be_written(path: Path) -> None:
    connection = opened(path)
    connection.run("PRAGMA query_only = ON")
    assert code_when(lambda: connection.run("DELETE FROM t")) is ErrorCode.FOLDER_NOT_WRITABLE
    connection.close()


def test_damage_is_silent_on_stderr(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    data = bytearray(path.read_bytes())
    data[300] ^= 1
    path.write_bytes(data)
    assert code_when(lambda: opened(path)) is ErrorCode.VAULT_DAMAGED
    assert capfd.readouterr().err == ""
