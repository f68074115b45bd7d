"""How this base is set up, and its limits. Made once by the command line, handed to everything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from sync.pairing import is_this_machine

DEFAULT_PORT = 8440


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Settings:
    """`address` is where laptops and browsers find the base, as they write it. Limits are far above what a team needs."""

    address: str = f"http://127.0.0.1:{DEFAULT_PORT}"
    now: Callable[[], datetime] = utc_now
    body_seconds: float = 120.0  # for the whole body: 256 KiB over a slow mobile network
    at_once: int = 64  # requests that are worked on; more are told `busy`
    address_per_minute: int = 300  # of one address, without a token: a team behind one router enrols and greets at once
    device_per_minute: int = 600
    token_seconds: int = 600
    challenge_seconds: int = 60
    invitation_hours: int = 24

    @property
    def secure_cookies(self) -> bool:
        """Cookies go over https only, unless this base is talked to from the machine itself."""
        parts = urlsplit(self.address)
        return not (parts.scheme == "http" and is_this_machine(parts.hostname or ""))
