"""Which sessions this worker offers, by name. Imported before the sandbox closes: nothing can be loaded afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from video.wire import WireFault
from video.worker.examining import Examining
from video.worker.following import Following
from video.worker.playback import PlaySession
from video.worker.preparing import Preparing
from video.worker.proxying import Proxying
from video.worker.selftest import SelfTest
from video.worker.session import Desk, Session

_SESSIONS: Mapping[str, Callable[[Desk], Session]] = MappingProxyType(
    {
        "selftest": SelfTest,
        "examine": Examining,
        "prepare": Preparing,
        "follow": Following,
        "proxy": Proxying,
        "play": PlaySession,
    }
)


def session_maker(name: str) -> Callable[[Desk], Session]:
    """How to make the session of this name. Raises WireFault for an unknown one."""
    try:
        return _SESSIONS[name]
    except KeyError:
        raise WireFault from None
