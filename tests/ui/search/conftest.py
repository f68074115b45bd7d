"""A vault with words in a note, a mark and a clip."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.usecases.caring import Home
from ui.jobs import Jobs
from ui.search.screen import SearchScreen


@pytest.fixture
def jobs(english: None, home: Home, jobs: Jobs) -> Jobs:
    return jobs


@pytest.fixture
def screen(home: Home, jobs: Jobs) -> Iterator[SearchScreen]:
    made = SearchScreen(home.vault, home.clock, jobs)
    made.resize(1258, 660)
    made.show()
    yield made
    made.close()
    made.deleteLater()
