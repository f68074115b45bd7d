"""Send by itself, but only behind a gateway that the team's policy names. Any other network would learn where and when this laptop was,
and the family's own is one of them: there only a person sends.
"""

from __future__ import annotations

from app.base_ports import BaseLink, Codec, Networks, Pacer
from app.ports import CancelToken, Clock, Store
from app.usecases.prepare_summaries import prepare_summaries
from app.usecases.release_summaries import pack
from app.usecases.send_now import Exchange, send_now
from app.usecases.team import known_gateways, membership
from app.usecases.unwatched import unseen


def send_quietly(
    store: Store, clock: Clock, base: BaseLink, codec: Codec, networks: Networks, pacer: Pacer, cancel: CancelToken
) -> Exchange | None:
    """Prepare and send all that waits. None, and not a byte, where it may not. Stops when the laptop is carried to another network, also
    while a batch is on its way."""
    with store.work() as work:
        gateways = known_gateways(work) if membership(work) is not None else frozenset()
    while_there = _WhileThere(gateways, networks, cancel)
    if while_there.cancelled():
        return None
    prepare_summaries(store, clock, codec, unseen, while_there)
    packs = pack(store, codec)
    if while_there.cancelled():
        return None
    return send_now(store, clock, base, _Patience(pacer, while_there), packs, unseen, while_there)


class _WhileThere:
    """A cancel token that also stops outside the networks from which sending needs no question. Asked ten times a second while a batch is
    on its way, it leaves the store alone."""

    def __init__(self, gateways: frozenset[str], networks: Networks, cancel: CancelToken) -> None:
        self._gateways = gateways
        self._networks = networks
        self._cancel = cancel

    def cancelled(self) -> bool:
        return self._cancel.cancelled() or self._networks.gateway() not in self._gateways


class _Patience:
    """A pacer whose wait is of no use once the laptop has been carried away: a lid may be shut in the office and opened at a family's."""

    def __init__(self, pacer: Pacer, stop: CancelToken) -> None:
        self._pacer = pacer
        self._stop = stop

    def wait(self, seconds: float) -> bool:
        return self._pacer.wait(seconds) and not self._stop.cancelled()
