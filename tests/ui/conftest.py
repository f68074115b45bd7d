"""What tests of screens share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from ui.jobs import Jobs


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    """The lanes, let go at the end."""
    made = Jobs()
    yield made
    made.close()
