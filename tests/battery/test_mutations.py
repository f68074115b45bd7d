"""500 seeded mutations of MP4, MTS, MKV and AVI: no crash here, the worker restarted, the film named, the next one whole."""

from __future__ import annotations

import pytest

from app.domain.errors import ErrorCode
from tests.fakes.sources import MemorySource
from tests.samples.make import sample
from tests.video.keeping import Kept, Never
from tests.video.mutating import mutation
from tests.video.test_mutations import FILM_CODES, look_and_prepare
from video.workshop import FilmWorkshop

pytestmark = [pytest.mark.battery, pytest.mark.timeout(3600)]
BLOCK = 50


@pytest.mark.parametrize("first", range(1000, 1500, BLOCK))
def test_mutations(first: int) -> None:
    workshop = FilmWorkshop(look_patience_s=10, work_patience_s=20)
    whole = MemorySource(sample("mp4_gop30", seconds=2, width=320, height=180, fps=25).bytes())
    said: list[set[ErrorCode]] = []
    try:
        for seed in range(first, first + BLOCK):
            said.append(look_and_prepare(workshop, seed))
            if said[-1] & {ErrorCode.DECODER_DIED, ErrorCode.DECODER_STUCK}:
                assert workshop.examine(whole).problems == ()
        assert workshop.examine(whole).problems == ()
    finally:
        workshop.close()
    assert set().union(*said) <= FILM_CODES
    print(f"{first}-{first + BLOCK - 1}: {sum(not codes for codes in said)} went through unnoticed or unharmed, {_counted(said)}")


@pytest.mark.parametrize("first", range(2000, 2040, 20))
def test_a_proxy_of_damaged_film_ends_too(first: int) -> None:
    from app.domain.errors import Circumstance

    workshop = FilmWorkshop(work_patience_s=20)
    for seed in range(first, first + 20):
        kept = Kept()
        try:
            workshop.make_proxy(MemorySource(mutation(seed)[1]), (), kept.keep, kept.progress, Never())
        except Circumstance as error:
            assert error.code in FILM_CODES
    workshop.close()


def _counted(said: list[set[ErrorCode]]) -> dict[str, int]:
    return {code.value: sum(code in codes for codes in said) for code in sorted(FILM_CODES) if any(code in codes for codes in said)}
