"""Under which ids a family and its people were known before they became part of others. A backup of that time has them still, so that they
are erased together with what they became; then nothing is left of them here either. Random ids and digests only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from app.ports import Work

SETTING = "families.former_ids"


def note_former(work: Work, now: str, former: Iterable[str]) -> None:
    """`now` (a family's code, or a person's id) was these too. Lands with the caller's commit."""
    known = _known(work)
    before = known.get(now, [])
    known[now] = list(dict.fromkeys((*before, *former)))
    _keep(work, known)


def take_former(work: Work, now: str) -> list[str]:
    """What this was, all the way back; from here on it is not known any more. Lands with the caller's commit."""
    known = _known(work)
    former = known.pop(now, [])
    if former:
        _keep(work, known)
    return former


def _known(work: Work) -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(work.settings.get(SETTING) or "{}")
    return found


def _keep(work: Work, known: dict[str, list[str]]) -> None:
    work.settings.put(SETTING, json.dumps(known))
