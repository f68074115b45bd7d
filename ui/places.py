"""Where a person can be, how the rail leads there, and the way back to where they came from. Knows no widget."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.domain.recording import Recording

# Where the rail leads: (name, icon). Words are `shell.go.<name>`; the keys are Ctrl+1, Ctrl+2 and so on.
RAIL = (
    ("today", "calendar-check"),
    ("families", "users-three"),
    ("film", "video-camera"),
    ("library", "film-strip"),
    ("card", "download-simple"),
    ("privacy", "shield-check"),
    ("settings", "gear-six"),
)
# Where an organisation forbids footage on laptops: marks against the camcorder's counter, in the place of what brings film in.
MARKS = ("marks", "timer")
FOOTAGE = ("film", "card")
# Screens that are deeper than the rail, and which of its buttons is on while they are shown.
_UNDER = {
    "family": "families", "visit": "families", "plan": "families", "consents": "families", "history": "families", "review": "library",
    "team": "settings",
    "hours": "settings",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A screen, and what it shows: the code of a family (family, plan, consents, history; and search, film, card, marks where it is
    one's), the id of a visit (visit), a section (privacy), a film (review, marks).

    `family` is whose screen it is, where that is known before it is read. `subject`: what of a section is meant. `at_us`: where in the film
    to begin, in microseconds."""

    screen: str
    about: str = field(default="", repr=False)
    family: str = field(default="", repr=False, compare=False)
    film: Recording | None = field(default=None, repr=False, compare=False)
    subject: str = field(default="", repr=False, compare=False)
    at_us: int = field(default=0, repr=False, compare=False)

    def rail(self) -> str:
        """The button of the rail it belongs to."""
        return _UNDER.get(self.screen, self.screen)


def of_family(screen: str, code: str) -> Place:
    return Place(screen, code, code)


def of_film(film: Recording, at_us: int = 0) -> Place:
    """Where it is looked at; one that stays on its camcorder has its marks alone."""
    return Place("marks" if film.stays_on_camcorder else "review", film.id, film.family, film, at_us=at_us)


class Trail:
    """The places on the way here. A place that was passed already is gone back to, so that nobody goes round in circles."""

    def __init__(self) -> None:
        self._way: list[Place] = []

    @property
    def here(self) -> Place | None:
        return self._way[-1] if self._way else None

    @property
    def before(self) -> Place | None:
        """Where back leads."""
        return self._way[-2] if len(self._way) > 1 else None

    def begin(self, place: Place) -> None:
        """The rail: a new way."""
        self._way = [place]

    def on(self, place: Place) -> None:
        """One step deeper, or back along the way."""
        if place in self._way:
            del self._way[self._way.index(place) + 1 :]
        else:
            self._way.append(place)

    def instead(self, place: Place) -> None:
        """The last step led here instead: a visit that was planned takes the place of its planning."""
        del self._way[-1:]
        self.on(place)

    def back(self) -> Place | None:
        """Where it led to; None at the beginning of the way."""
        if len(self._way) < 2:
            return None
        self._way.pop()
        return self._way[-1]

    def known(self, family: str) -> None:
        """Whose the place is that is shown."""
        if self._way:
            self._way[-1] = replace(self._way[-1], family=family)

    def forget(self, family: str) -> None:
        """This family is gone: nothing leads back to it. The place that is shown stays until it is left."""
        *way, here = self._way
        self._way = [*(place for place in way if place.family != family), here]
