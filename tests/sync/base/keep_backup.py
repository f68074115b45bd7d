"""Makes a backup of a base to keep, one for each change of its tables:
`python -m tests.sync.base.keep_backup tests/samples/base/NNNN.backup`.

Every later program must be able to put it back (`test_upkeep.py`).
"""

from __future__ import annotations

import random
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from app.domain.outbox import DocumentKind
from sync.base.backup import back_up
from sync.base.database import Database
from sync.base.documents import put_document
from sync.base.ingest import read_batch, take
from sync.base.signing import make_key
from tests.sync.base.summaries import add_team, envelope, gone, item


def keep(path: Path) -> None:
    source = random.Random(60)
    items = [item(source) for _ in range(60)]
    later = [item(source, one["record"], 2) for one in items[:10]] + [gone(one["record"], 3) for one in items[10:12]]
    with tempfile.TemporaryDirectory() as folder, closing(Database.open(f"sqlite:///{folder}/base.sqlite3")) as database:
        with database.begin() as connection:
            who = add_team(connection)[0]
            put_document(connection, make_key(connection, datetime(2026, 11, 22, tzinfo=UTC)), 1, DocumentKind.SCHEMES, b"{}")
        for batch in (items, later):
            with database.begin() as connection:
                take(connection, 1, who, read_batch(envelope(batch)))
        back_up(database, path)


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
