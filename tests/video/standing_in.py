"""A program of a test in the place of one of our processes, for tests of what we believe of a process that was taken over."""

from __future__ import annotations

from pathlib import Path

import pytest


def stand_in(folder: Path, patch: pytest.MonkeyPatch, name: str, program: str) -> None:
    """`python -m video.NAME` is `program` from now on, until its input closes."""
    package = folder / "video" / name
    package.mkdir(parents=True)
    for place in (package.parent, package):
        (place / "__init__.py").touch()
    (package / "__main__.py").write_text(program + "\nwhile os.read(0, 1 << 16): pass\n")
    patch.setattr("video.launch._ROOT", folder)
