"""A rules file and its signature as they lie beside each other: `rules.toml` and, when the organisation has signed it, `rules.toml.sig`."""

from __future__ import annotations

from pathlib import Path

from app.domain.errors import Circumstance, ErrorCode

SIGNATURE_ENDING = ".sig"
_MOST_BYTES = 1 << 20  # more than any of them; what is too long is refused where it is read


def read_policy_file(path: Path) -> tuple[bytes, bytes]:
    """The bytes of the rules and of their signature (64 of them; none where there is no signature). Either file may be given. Raises
    POLICY_UNREADABLE."""
    rules = path.with_suffix("") if path.suffix == SIGNATURE_ENDING else path
    try:
        data = _beginning(rules)
        beside = rules.with_name(rules.name + SIGNATURE_ENDING)
        return data, _beginning(beside) if beside.exists() else b""
    except OSError:
        raise Circumstance(ErrorCode.POLICY_UNREADABLE) from None


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_MOST_BYTES)
