"""Being someone who may not do everything, for a while: root may open every file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NOBODY = 65534


@contextmanager
def as_nobody(folder: Path) -> Iterator[None]:
    """Who is no root stays who they are. `folder` (of pytest's) can be reached inside."""
    was = os.geteuid()
    for above in (folder, *list(folder.parents)[:2]):
        above.chmod(0o755)
    if was == 0:
        os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(was)
