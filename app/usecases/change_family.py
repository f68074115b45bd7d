"""Change what is known of a family. Its code stays."""

from __future__ import annotations

from dataclasses import replace

from app.domain.errors import Circumstance, ErrorCode
from app.domain.family import Family
from app.domain.ids import FamilyCode
from app.ports import Store, Work
from app.usecases.open_family import FamilyFacts


def change_family(store: Store, code: FamilyCode, facts: FamilyFacts) -> Family:
    """All of it as it is now. Raises NO_LONGER_THERE."""
    with store.work() as work:
        known = known_family(work, code)
        changed = replace(
            known,
            name=facts.name.strip(),
            language=facts.language.strip(),
            interpreter=facts.interpreter,
            adaptations=facts.adaptations,
        )
        if changed != known:
            work.families.put(changed)
            work.commit()
    return changed


def known_family(work: Work, code: FamilyCode) -> Family:
    """Raises NO_LONGER_THERE: it was erased, or became part of another, since somebody looked."""
    family = work.families.get(code)
    if family is None:
        raise Circumstance(ErrorCode.NO_LONGER_THERE)
    return family
