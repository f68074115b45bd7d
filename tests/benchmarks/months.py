"""Months without a network: 500 families that agreed to be counted, each visited ten times, and nothing of it sent."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.domain.consent import Purpose
from app.domain.ids import FamilyCode, VisitId
from app.domain.visit import Visit, VisitKind, VisitState
from tests.consenting import agreed
from tests.usecases.caring import Home

FAMILIES, VISITS = 500, 10
_LETTERS = "ABCDEFGHJK"  # of which families' codes are made


def fill(home: Home) -> None:
    for n in range(FAMILIES):
        code = FamilyCode("K" + "".join(_LETTERS[int(digit)] for digit in f"{n:04}"))
        agreed(home.vault, home.clock, code, Purpose.STATISTICS)
        with home.vault.work() as work:
            for m in range(VISITS):
                at = datetime(2026, 11, 20, 10) - timedelta(days=7 * m)
                work.visits.put(Visit(VisitId(f"{code}-{m}"), code, at, VisitKind.COMBINED, state=VisitState.HELD, minutes=45 + m))
            work.commit()
