"""An invitation into a team as it is written down, for a QR code and for what is pasted: `samspill:<address>#<code>`."""

from __future__ import annotations

_BEGINS = "samspill:"


def invitation_text(address: str, code: str) -> str:
    """As one line."""
    return f"{_BEGINS}{address}#{code}"


def taken_apart(text: str) -> tuple[str, str] | None:
    """Address and code as they stand there, not looked at yet. None for what is no invitation, or not yet one: it may be typed letter by
    letter."""
    address, parted, code = text.strip().partition("#")
    if not parted or not address.lower().startswith(_BEGINS):
        return None
    return address[len(_BEGINS) :], code
