"""One thing that `samspill doctor` looked at: how it stands, and the key of what to say about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Fact = str | int | bool


class Standing(StrEnum):
    """GOOD needs nothing. NOTE is worth knowing. TROUBLE keeps Samspill from working, or film from being safe."""

    GOOD = "good"
    NOTE = "note"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class Finding:
    """`check` names the check and, where it looks at several things, which. The words are `doctor.<words>` and, unless all is
    good, `doctor.<words>.next`; `facts` fill their places and go into the JSON as they are.
    """

    check: str
    standing: Standing
    words: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
