"""Seeded damage for whole films: what a bad card, a bad cable or a bad person may do to a file."""

from __future__ import annotations

import random

from tests.samples.make import sample

KINDS = ("mp4_gop30", "mts", "mkv", "avi")


def mutation(seed: int) -> tuple[str, bytes]:
    """A kind and its damaged bytes. The same seed gives the same damage."""
    chance = random.Random(seed)
    kind = KINDS[seed % len(KINDS)]
    data = bytearray(_whole(kind))
    for _ in range(chance.choice((1, 1, 2, 4, 12, 60))):
        _spoil(data, chance)
    return kind, bytes(data)


def _spoil(data: bytearray, chance: random.Random) -> None:
    """One injury: half of them in the first or last part, where the tables are."""
    size = len(data)
    at = chance.choice((chance.randrange(size), chance.randrange(min(size, 6000)), size - 1 - chance.randrange(min(size, 6000))))
    run = chance.choice((1, 2, 4, 8, 64, 1000))
    how = chance.randrange(7)
    if how == 0:
        data[at] ^= 1 << chance.randrange(8)
    elif how == 1:
        data[at : at + run] = chance.randbytes(run)
    elif how == 2:
        data[at : at + run] = bytes(min(run, size - at))
    elif how == 3:
        data[at : at + run] = b"\xff" * min(run, size - at)
    elif how == 4 and size > 20_000:
        del data[at : at + run * 16]
    elif how == 5:
        data[at:at] = data[chance.randrange(size) :][: run * 4]
    elif size > 20_000:
        del data[chance.randrange(size // 2, size) :]
    if not data:
        data += b"\0"


def _whole(kind: str) -> bytes:
    return sample(kind, seconds=2, width=320, height=180, fps=25).bytes()
