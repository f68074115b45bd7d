import io
import logging
from collections.abc import Iterator

import pytest

from sync.base.logs import write_log
from tests.sync.base.stores import database, database_url, postgres, postgres_template, sqlite_template

__all__ = ["database", "database_url", "postgres", "postgres_template", "sqlite_template"]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the base logs meanwhile."""
    stream = io.StringIO()
    handler = write_log(stream)
    yield stream
    logging.getLogger().removeHandler(handler)
