"""One round of forgetting in a process of its own, by the system's clock; it says what came of it. Run under `faketime`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from app.bootstrap import SystemClock
from app.domain.errors import Circumstance
from app.usecases.consent_gate import consent_day, require_filming
from app.usecases.forget_at_start import forget_at_start
from app.usecases.watch_clock import confirm_clock
from storage.practice import open_practice_vault
from tests.usecases.caring import CODE


def look(folder: Path, *, confirm: bool) -> dict[str, object]:
    vault, clock = open_practice_vault(folder), SystemClock()
    try:
        if confirm:
            confirm_clock(vault, clock)
        purge = forget_at_start(vault, clock)
        with vault.work() as work:
            try:
                require_filming(work, consent_day(work, clock), CODE)
                refused = ""
            except Circumstance as error:
                refused = error.code.value
            films = len(work.recordings.all())
    finally:
        vault.close()
    return {"suspended": purge.suspended, "films": films, "refused": refused}


if __name__ == "__main__":
    print(json.dumps(look(Path(sys.argv[1]), confirm=len(sys.argv) > 2)))
