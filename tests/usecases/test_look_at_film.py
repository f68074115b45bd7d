"""Looking at a film: who must have agreed, what stays hidden, what is written down, and that a withdrawal holds at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from app.domain.appearance import Appearance
from app.domain.audit import Deed
from app.domain.clip import Clip
from app.domain.consent import Purpose
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import ClipId, HoldId, PersonId, RecordingId
from app.domain.receipt import DeletionRule
from app.domain.retention import Hold
from app.domain.spans import Span
from app.usecases.destroy_films import order
from app.usecases.look_at_film import clip_played, glance_at, hidden_in_each, hidden_now, look_again, open_film, show_clips
from app.usecases.withdraw_consent import withdraw_consent
from tests.storage.making import code_when as refused
from tests.usecases.caring import CHILD, CODE, FATHER, MOTHER, NEIGHBOUR, NOON, TODAY, Home

S = 1_000_000


def neighbour_comes_in(home: Home, film: RecordingId, start_us: int, end_us: int | None) -> None:
    with home.vault.work() as work:
        work.appearances.put(Appearance(film, NEIGHBOUR, start_us, end_us))
        work.commit()


def clip(film: RecordingId, start_us: int, end_us: int) -> Clip:
    return Clip(ClipId(f"{start_us}"), film, start_us, end_us)


def deeds(home: Home) -> list[tuple[Deed | None, str | None]]:
    with home.vault.work() as work:
        return [(one.deed, one.subject) for one in reversed(work.audit.of(CODE)) if one.deed in (Deed.OPENED, Deed.PLAYED)]


def test_a_film_opens_once_everybody_in_it_agreed_and_it_is_written_down(home: Home) -> None:
    film = home.film(MOTHER, CHILD)
    home.agree(MOTHER)
    assert refused(lambda: open_film(home.vault, home.clock, film)) is ErrorCode.CONSENT_NOT_GIVEN
    assert deeds(home) == []
    home.agree(CHILD)
    opened = open_film(home.vault, home.clock, film)
    assert (opened.recording.id, opened.hidden) == (film, ())
    opened.open_reel().close()
    glance_at(home.vault, home.clock, film).open_reel().close()
    assert deeds(home) == [(Deed.OPENED, film)]


def test_a_parent_sees_clips_once_everybody_agreed_to_that_too(home: Home) -> None:
    film = home.film(MOTHER, CHILD)
    clips = [clip(film, 0, S), clip(film, 2 * S, 3 * S)]
    home.agree(MOTHER)
    home.agree(CHILD)
    home.agree(MOTHER, Purpose.REPLAY)
    assert refused(lambda: show_clips(home.vault, home.clock, film, clips)) is ErrorCode.CONSENT_NOT_GIVEN
    home.agree(CHILD, Purpose.REPLAY)
    shown = show_clips(home.vault, home.clock, film, clips)
    assert (shown.clips, shown.left_out) == (tuple(clips), 0)
    assert deeds(home) == []
    clip_played(home.vault, home.clock, clips[1])
    assert deeds(home) == [(Deed.PLAYED, clips[1].id)]
    assert refused(lambda: show_clips(home.vault, home.clock, film, [])) is ErrorCode.NOTHING_TO_SHOW
    other = Clip(ClipId("other"), RecordingId("other"), 0, S)
    assert refused(lambda: show_clips(home.vault, home.clock, film, [other])) is ErrorCode.NOTHING_TO_SHOW


def test_who_agreed_to_be_shown_but_not_to_be_filmed_is_hidden_all_the_same(home: Home) -> None:
    film = home.film(MOTHER, CHILD)
    neighbour_comes_in(home, film, 4 * S, 5 * S)
    for purpose in (Purpose.FILM, Purpose.REPLAY):
        home.agree(MOTHER, purpose)
        home.agree(CHILD, purpose)
    home.agree(NEIGHBOUR, Purpose.REPLAY)
    assert open_film(home.vault, home.clock, film).hidden == ((4 * S, 5 * S),)
    shown = show_clips(home.vault, home.clock, film, [clip(film, 0, S), clip(film, 3 * S, 4 * S + 1), clip(film, 5 * S, 6 * S)])
    assert ([one.start_us for one in shown.clips], shown.left_out) == ([0, 5 * S], 1)
    assert refused(lambda: show_clips(home.vault, home.clock, film, [clip(film, 4 * S, 5 * S)])) is ErrorCode.CLIPS_HIDDEN
    home.agree(NEIGHBOUR)
    assert open_film(home.vault, home.clock, film).hidden == ()


def test_what_is_hidden_changes_while_it_is_open(home: Home) -> None:
    film = home.film(MOTHER, CHILD)
    home.agree(MOTHER)
    home.agree(CHILD)
    opened = open_film(home.vault, home.clock, film)
    neighbour_comes_in(home, film, S, None)
    assert look_again(home.vault, home.clock, opened) == ((S, None),)
    home.agree(NEIGHBOUR, until=home.clock.now().date())
    assert look_again(home.vault, home.clock, opened) == ()
    home.clock.turn(days=1)
    assert look_again(home.vault, home.clock, opened) == ((S, None),)


def test_a_withdrawal_closes_at_once_and_after_a_restart_also_a_film_on_hold(home: Home) -> None:
    film, other = home.film(MOTHER, CHILD), home.film(FATHER, CHILD)
    for person in (MOTHER, FATHER, CHILD):
        home.agree(person)
    with home.vault.work() as work:
        work.holds.place(Hold(HoldId("h"), film, "court", "Kari", NOON))
        work.commit()
    opened = open_film(home.vault, home.clock, film)
    withdraw_consent(home.vault, home.clock, MOTHER)
    assert refused(lambda: look_again(home.vault, home.clock, opened)) is ErrorCode.CONSENT_WITHDRAWN
    home.again()
    assert refused(lambda: open_film(home.vault, home.clock, film)) is ErrorCode.CONSENT_WITHDRAWN
    home.clock.turn(hours=1)
    home.agree(MOTHER)  # the film that is to go stays closed
    assert refused(lambda: open_film(home.vault, home.clock, film)) is ErrorCode.CONSENT_WITHDRAWN
    open_film(home.vault, home.clock, other)


def test_a_film_that_is_to_go_opens_no_more(home: Home) -> None:
    film = home.film(MOTHER)
    home.agree(MOTHER)
    open_film(home.vault, home.clock, film)
    with home.vault.work() as work:
        order(work, [film], DeletionRule.ERASURE, NOON)
        work.commit()
    assert refused(lambda: open_film(home.vault, home.clock, film)) is ErrorCode.NO_LONGER_THERE


def test_no_film_no_persons(home: Home) -> None:
    assert refused(lambda: open_film(home.vault, home.clock, RecordingId("none"))) is ErrorCode.REEL_MISSING
    film = home.film()
    with home.vault.work() as work:
        for person in (MOTHER, FATHER, CHILD, NEIGHBOUR):
            work.people.remove(PersonId(person))
        work.commit()
    assert refused(lambda: open_film(home.vault, home.clock, film)) is ErrorCode.NOBODY_NAMED


def told(gate: Callable[[], tuple[Span, ...]]) -> ErrorCode | tuple[Span, ...]:
    try:
        return gate()
    except Circumstance as error:
        return error.code


def test_the_gate_of_a_list_says_the_same_of_each_film_as_the_gate_of_one(home: Home) -> None:
    """Through one change after another: missing, given, run out, withdrawn, seen in a part, nobody entered, ordered to go."""
    films = [home.film(MOTHER, CHILD), home.film(FATHER), home.film(), home.film(MOTHER)]
    seen: set[ErrorCode | tuple[Span, ...]] = set()

    def same() -> None:
        with home.vault.work() as work:
            gate = hidden_in_each(work, home.clock)
            each = [told(partial(gate, film)) for film in work.recordings.all()]
            assert each == [told(partial(hidden_now, work, home.clock, film.id)) for film in work.recordings.all()]
        seen.update(each)

    def ordered() -> None:
        with home.vault.work() as work:
            order(work, films[1:2], DeletionRule.WITHDRAWAL, NOON)
            order(work, films[3:], DeletionRule.ERASURE, NOON)
            work.commit()

    for change in (
        lambda: None,
        home.all_agree,
        lambda: neighbour_comes_in(home, films[0], 4 * S, 5 * S),
        lambda: neighbour_comes_in(home, films[2], 0, S),
        lambda: home.agree(FATHER, until=TODAY + timedelta(1)),
        lambda: home.clock.turn(days=2),
        lambda: home.agree(NEIGHBOUR),
        lambda: withdraw_consent(home.vault, home.clock, NEIGHBOUR, [Purpose.FILM]),
        ordered,
    ):
        change()
        same()
    codes = ErrorCode.CONSENT_NOT_GIVEN, ErrorCode.CONSENT_EXPIRED, ErrorCode.CONSENT_WITHDRAWN, ErrorCode.NO_LONGER_THERE
    assert seen == {*codes, (), ((4 * S, 5 * S),), ((0, S),)}
