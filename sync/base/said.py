"""What a command of `samspill base` answers: facts for machines, and lines for people. The words of a line are the caller's (`Say`), so
that nothing here knows a language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

Say = Callable[..., str]  # the words of a key: `ui.texts.say`


@dataclass(frozen=True, slots=True)
class Line:
    """The key of a text, and what goes into its places."""

    key: str
    values: Mapping[str, object]


def line(key: str, /, **values: object) -> Line:
    return Line(key, values)


@dataclass(frozen=True, slots=True)
class Said:
    """What a command found or did. A line that is a str is the same in every language."""

    facts: Mapping[str, object]
    lines: Sequence[Line | str] = field(repr=False)

    def spoken(self, say: Say) -> str:
        """For people."""
        return "\n".join(one if isinstance(one, str) else say(one.key, **one.values) for one in self.lines)
