"""Accounts of the dashboard, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import func, insert, select

from sync.base.database import Database
from sync.base.tables import reader, sitting
from sync.base.web import sittings
from sync.base.web.readers import Reader, ReaderError, add_reader, find_reader, readers_of, remove_reader, set_language, set_password
from tests.sync.base.rows import Team
from tests.sync.base.web.town import NOW, PASSWORD

OTHER = "blå blåbær i bøtta"


@pytest.fixture
def known(database: Database) -> Reader:
    Team.make(database)
    with database.begin() as connection:
        return add_reader(connection, "TRO01", "Åse", PASSWORD, "en")


def test_an_account_of_a_team(database: Database, known: Reader) -> None:
    with database.begin() as connection:
        second = add_reader(connection, "TRO01", "Turid", PASSWORD, "xx")
        assert readers_of(connection, "TRO01") == sorted([known, second], key=lambda each: each.name)
        assert (known.reader_id, second.reader_id, second.language) == (1, 2, "nb")
        assert readers_of(connection, "OSL07") == []
        assert PASSWORD not in str(connection.execute(select(reader)).all())


@pytest.mark.parametrize(
    ("asked", "word"),
    [(("OSL07", "Turid", PASSWORD), "no_team"), (("TRO01", "Åse", PASSWORD), "name_taken"), (("TRO01", "Turid", "short"), "password")],
)
def test_what_cannot_be_done_is_named(database: Database, known: Reader, asked: tuple[str, str, str], word: str) -> None:
    with pytest.raises(ReaderError) as refused, database.begin() as connection:
        add_reader(connection, *asked)
    assert refused.value.word == word and PASSWORD not in str(refused.value)


@pytest.mark.parametrize("name", ["", " ", "Tu\x00rid", "Tu\nrid", "T" * 41, " Turid"])
def test_a_name_that_nobody_could_type(database: Database, known: Reader, name: str) -> None:
    with pytest.raises(ReaderError) as refused, database.begin() as connection:
        add_reader(connection, "TRO01", name, PASSWORD)
    assert refused.value.word == "name"


def test_a_password_and_a_language_are_changed(database: Database, known: Reader) -> None:
    with database.begin() as connection:
        sittings.begin(connection, known, NOW)
        before = find_reader(connection, "Åse")
        set_password(connection, "Åse", OTHER)
        set_language(connection, known, "nb")
        set_language(connection, known, "xx")
        after = find_reader(connection, "Åse")
        assert before and after and before[1] != after[1] and after[0].language == "nb"
        assert connection.execute(select(func.count()).select_from(sitting)).scalar_one() == 0
        with pytest.raises(ReaderError, match="password"):
            set_password(connection, "Åse", "short")
        with pytest.raises(ReaderError, match="no_reader"):
            set_password(connection, "Nobody", OTHER)


def test_an_account_that_is_gone_is_out_at_once(database: Database, known: Reader) -> None:
    with database.begin() as connection:
        cookie = sittings.begin(connection, known, NOW)
        assert sittings.look_up(connection, cookie, NOW)
        remove_reader(connection, "Åse")
        assert sittings.look_up(connection, cookie, NOW) is None and find_reader(connection, "Åse") is None
        with pytest.raises(ReaderError, match="no_reader"):
            remove_reader(connection, "Åse")


def test_what_has_ended_is_cleared_away(database: Database, known: Reader) -> None:
    with database.begin() as connection:
        old = {"team_id": 1, "reader_id": known.reader_id, "csrf": "c", "begun_at": NOW - sittings.LONGEST, "seen_at": NOW}
        connection.execute(insert(sitting).values(**old, cookie_sha256=bytes(32)))
        sittings.begin(connection, known, NOW)
        assert connection.execute(select(func.count()).select_from(sitting)).scalar_one() == 1
