"""`samspill base`: the way to the team base, which is an optional part. A laptop does without, and says so."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence

from app.doctor import system_language
from app.domain.errors import SamspillError
from ui.texts import error_words, say, set_language

NOT_INSTALLED = 69
_NEEDED = ("fastapi", "uvicorn", "sqlalchemy", "alembic", "psycopg", "argon2", "jinja2", "python_multipart", "segno")


def main(arguments: Sequence[str]) -> int:
    """Run what is asked of the base, in the language of the system. Returns the exit code: see `sync.base.cli.main`, and 69 where its
    packages are not installed."""
    set_language(system_language())
    if any(importlib.util.find_spec(name) is None for name in _NEEDED):
        sys.stderr.write(say("base.not_installed") + "\n")
        return NOT_INSTALLED
    from sync.base import cli  # noqa: PLC0415  a laptop does not have what this needs

    try:
        return cli.main(arguments, say)
    except SamspillError as error:
        sys.stderr.write("\n".join(error_words(error)) + "\n")
        return cli.FAILED
