"""What happens in the practice film: a made-up baby and parent who look, turn, wait and answer. Numbers only; nothing is drawn here.

Each story is a set of tracks, values that glide between moments, and a list of sounds. The main story holds something for each of
the eight keys, so that a person who has never marked a film has something to try on.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, fields
from enum import StrEnum


class Voice(StrEnum):
    """Who sounds, and how."""

    COO = "coo"  # baby, content
    FUSS = "fuss"  # baby, unhappy
    WORDS = "words"  # parent, warm and sing-song
    HUM = "hum"  # parent, low and calming
    RATTLE = "rattle"  # the toy


@dataclass(frozen=True, slots=True)
class Sound:
    """One sounding moment: seconds from the start, length in seconds."""

    at_s: float
    length_s: float
    voice: Voice


@dataclass(frozen=True, slots=True)
class Pose:
    """Everything that moves at one moment. 0 to 1, or -1 to 1 where a direction or a mood has two sides."""

    baby_turn: float = 0.0  # -1 turned away, 0 to the toy, 1 to the parent
    baby_mood: float = 0.2  # -1 unhappy, 1 a wide smile
    baby_arms: float = 0.0  # 1 reaching up
    baby_mouth: float = 0.0
    baby_eyes: float = 1.0  # 0 closed
    parent_lean: float = 0.3  # 1 close to the baby
    parent_mood: float = 0.4
    parent_brows: float = 0.0  # 1 raised: waiting, wondering
    parent_reach: float = 0.0  # 1 the hand is on the baby's
    parent_mouth: float = 0.0
    parent_eyes: float = 1.0
    toy: float = 0.0  # swings with the baby's hand


_Track = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Story:
    """Tracks by the name of a Pose field: (second, value) pairs in order. Mouths and blinks follow by themselves."""

    length_s: float
    tracks: dict[str, _Track]
    sounds: tuple[Sound, ...]

    def pose(self, at_s: float) -> Pose:
        """How everybody is at this moment."""
        values = {name: _glide(track, at_s) for name, track in self.tracks.items()}
        values["baby_mouth"] = self._speaking(at_s, (Voice.COO, Voice.FUSS), 3.1)
        values["parent_mouth"] = self._speaking(at_s, (Voice.WORDS,), 4.3)
        values["baby_eyes"] = min(_blink(at_s, 3.7, 1.1), values.get("baby_eyes", 1.0))
        values["parent_eyes"] = _blink(at_s, 4.9, 2.3)
        return Pose(**values)

    def _speaking(self, at_s: float, voices: tuple[Voice, ...], per_second: float) -> float:
        for sound in self.sounds:
            into = at_s - sound.at_s
            if sound.voice in voices and 0 <= into < sound.length_s:
                beat = (into * per_second) % 1.0
                return 0.35 + 0.65 * (1 - abs(2 * beat - 1))
        return 0.0


def _glide(track: _Track, at_s: float) -> float:
    """The value at this moment, easing in and out between the two moments around it."""
    index = bisect_right(track, (at_s, float("inf")))
    if index == 0:
        return track[0][1]
    if index == len(track):
        return track[-1][1]
    (start, first), (end, second) = track[index - 1], track[index]
    share = (at_s - start) / (end - start)
    return first + (second - first) * share * share * (3 - 2 * share)


def _blink(at_s: float, every_s: float, offset_s: float) -> float:
    """1 open, 0 closed for a short moment."""
    into = (at_s + offset_s) % every_s
    return min(1.0, abs(into - 0.09) / 0.09)


assert {"toy", "baby_turn"} <= {field.name for field in fields(Pose)}

# Key 2 explores 0-6.5; 1 invites 7; 5 waits 8; 6 words 9.6; 7 shared 12-18; 3 pause 19.5; 5 waits 20.5; a mismatch at 23.5;
# 8 finding back 28.5; 6 words 30; 4 seeks comfort 33.5; 6 and 7 comfort and calm 35-40.
TOGETHER = Story(
    length_s=40.0,
    tracks={
        "baby_turn": ((0, 0.0), (6.2, 0.0), (7.0, 1.0), (18.8, 1.0), (19.6, -0.8), (23.8, -0.7), (24.6, -1.0), (27.8, -0.9), (28.8, 1.0)),
        "baby_mood": (
            (0, 0.2),
            (6.5, 0.2),
            (7.2, 0.6),
            (12, 0.9),
            (18, 0.8),
            (19.6, 0.0),
            (24.0, -0.1),
            (25, -0.8),
            (27, -0.3),
            (29, 0.5),
            (32.5, 0.2),
            (33.5, -0.7),
            (35.5, -0.5),
            (37, 0.3),
            (39, 0.7),
        ),
        "baby_arms": (
            (0, 0.15),
            (6.5, 0.15),
            (7.2, 0.8),
            (9, 0.4),
            (12.5, 0.8),
            (13.5, 0.3),
            (14.5, 0.9),
            (16, 0.3),
            (17, 0.8),
            (19.5, 0.0),
            (32.8, 0.1),
            (33.6, 1.0),
            (36, 0.8),
            (38, 0.2),
        ),
        "baby_eyes": ((0, 1.0), (20, 1.0), (20.6, 0.55), (27.5, 0.6), (28.6, 1.0), (38, 1.0), (39.5, 0.7)),
        "parent_lean": (
            (0, 0.25),
            (7.4, 0.25),
            (8.4, 0.45),
            (12, 0.7),
            (18.5, 0.6),
            (20.5, 0.1),
            (23.2, 0.1),
            (24.0, 0.9),
            (25.4, 0.9),
            (26.6, 0.05),
            (29, 0.2),
            (30.2, 0.45),
            (33.8, 0.5),
            (35, 0.85),
            (40, 0.75),
        ),
        "parent_mood": (
            (0, 0.4),
            (8, 0.4),
            (9.6, 0.9),
            (18.5, 0.9),
            (20, 0.4),
            (24, 0.7),
            (25.5, 0.1),
            (28.5, 0.2),
            (30, 0.9),
            (33.4, 0.5),
            (35, 0.3),
            (38, 0.8),
        ),
        "parent_brows": (
            (0, 0.1),
            (7.2, 0.1),
            (7.9, 1.0),
            (9.4, 1.0),
            (10, 0.3),
            (20, 0.2),
            (20.8, 0.8),
            (23, 0.6),
            (24, 0.0),
            (26, 0.9),
            (29, 0.5),
            (33.5, 0.9),
            (36, 0.2),
        ),
        "parent_reach": (
            (0, 0.0),
            (12, 0.0),
            (13, 0.5),
            (18, 0.5),
            (20, 0.0),
            (23.4, 0.0),
            (24.2, 0.9),
            (26, 0.0),
            (34, 0.0),
            (35.4, 1.0),
            (40, 1.0),
        ),
        "toy": ((0, 0.0), (0.8, 1.0), (1.4, -0.6), (2.2, 0.9), (3.1, -0.8), (4.0, 1.0), (4.8, -0.5), (5.6, 0.7), (6.4, 0.0)),
    },
    sounds=(
        Sound(0.9, 0.5, Voice.RATTLE),
        Sound(2.1, 0.6, Voice.RATTLE),
        Sound(3.9, 0.6, Voice.RATTLE),
        Sound(5.4, 0.4, Voice.RATTLE),
        Sound(7.1, 0.8, Voice.COO),
        Sound(9.6, 1.9, Voice.WORDS),
        Sound(12.2, 0.7, Voice.COO),
        Sound(13.4, 1.2, Voice.WORDS),
        Sound(15.0, 0.9, Voice.COO),
        Sound(16.3, 1.4, Voice.WORDS),
        Sound(23.6, 1.7, Voice.WORDS),
        Sound(24.7, 1.5, Voice.FUSS),
        Sound(28.9, 0.6, Voice.COO),
        Sound(30.0, 1.7, Voice.WORDS),
        Sound(33.3, 1.5, Voice.FUSS),
        Sound(35.2, 4.0, Voice.HUM),
        Sound(38.6, 0.6, Voice.COO),
    ),
)

ALONE = Story(
    length_s=6.0,
    tracks={
        "baby_turn": ((0, 0.0), (4.2, 0.0), (4.8, 1.0)),
        "baby_mood": ((0, 0.3), (4.4, 0.3), (5.0, 0.8)),
        "baby_arms": ((0, 0.2), (4.4, 0.2), (5.0, 0.8)),
        "parent_lean": ((0, 0.1), (4.8, 0.1), (6, 0.5)),
        "parent_mood": ((0, 0.5), (5, 0.5), (5.8, 0.9)),
        "toy": ((0, 0.0), (0.7, 1.0), (1.5, -0.7), (2.4, 0.9), (3.3, -0.6), (4.2, 0.0)),
    },
    sounds=(Sound(0.6, 0.5, Voice.RATTLE), Sound(2.3, 0.5, Voice.RATTLE), Sound(4.8, 0.7, Voice.COO)),
)

PHONE = Story(
    length_s=12.0,
    tracks={
        "baby_turn": ((0, -0.6), (2.0, -0.6), (2.8, 1.0), (8.0, 1.0), (8.8, -0.7), (10.4, -0.7), (11.0, 1.0)),
        "baby_mood": ((0, 0.0), (2.6, 0.1), (3.4, 0.8), (7.5, 0.9), (9, 0.0), (11.2, 0.7)),
        "baby_arms": ((0, 0.0), (2.8, 0.2), (3.4, 0.9), (5, 0.3), (6, 0.9), (8, 0.1)),
    },
    sounds=(
        Sound(0.8, 1.1, Voice.WORDS),
        Sound(3.1, 0.8, Voice.COO),
        Sound(4.4, 1.2, Voice.WORDS),
        Sound(6.2, 0.8, Voice.COO),
        Sound(11.0, 0.6, Voice.COO),
    ),
)
