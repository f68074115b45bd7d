"""Only the newest order counts, and whoever waits for a slot or an order is woken."""

from __future__ import annotations

import threading

from video.worker.orders import Orders, Run, Still


def test_a_newer_order_overtakes_the_older() -> None:
    orders = Orders(2)
    first, second = Still(1, 5, scrub=False, step=False), Run(2, 5, None)
    orders.give(first)
    assert orders.next_after(None) is first
    assert not orders.overtaken(first)
    orders.give(second)
    assert orders.overtaken(first)
    assert orders.next_after(first) is second
    orders.give(None)
    assert orders.overtaken(second)


def test_a_full_house_waits_for_a_slot_or_a_newer_order() -> None:
    orders = Orders(1)
    order = Run(1, 0, None)
    orders.give(order)
    slot = orders.slot(order)
    assert slot == 0
    threading.Timer(0.05, orders.free, (0,)).start()
    assert orders.slot(order) == 0
    threading.Timer(0.05, orders.give, (Still(2, 0, scrub=False, step=False),)).start()
    assert orders.slot(order) is None


def test_resting_ends_early_when_something_newer_comes() -> None:
    orders = Orders(1)
    order = Still(1, 0, scrub=True, step=False)
    orders.give(order)
    assert orders.rests(order, 0.01)
    threading.Timer(0.02, orders.close).start()
    assert not orders.rests(order, 5)
    assert orders.next_after(order) is None
