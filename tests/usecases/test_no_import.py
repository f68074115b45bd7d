"""Where an organisation forbids footage on laptops: that the mode was switched stands in the log, and holds after a restart."""

from __future__ import annotations

from app.domain.audit import Deed
from app.usecases.no_import import footage_is_allowed, set_no_import
from tests.usecases.caring import Home


def test_each_switch_is_written_down_once(home: Home) -> None:
    for on in (False, True, True, False, False):  # as it is already; switched; as it is; switched back; as it is
        set_no_import(home.vault, home.clock, on=on)
        home.again()
        with home.vault.work() as work:
            assert footage_is_allowed(work) is not on
    with home.vault.work() as work:
        assert [(one.deed, one.subject) for one in work.audit.last(9)] == [(Deed.RULES_CHANGED, "footage")] * 2
