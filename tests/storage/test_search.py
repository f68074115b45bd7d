"""Search in the vault: what is found, in which order, where it stands; that what is typed is never syntax; that the index keeps step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.clip import Clip
from app.domain.ids import ClipId, FamilyCode, MarkId, NoteId, RecordingId, VisitId
from app.domain.mark import Mark
from app.domain.search import Hit, Where
from app.domain.visit import Note, Visit, VisitKind
from storage import search
from storage.vault import Vault
from storage.work import VaultWork
from tests.storage.making import FAMILY, NOW, add_recording

OTHER = FamilyCode("B2B")


def put_mark(work: VaultWork, recording: RecordingId, note: str, name: str = "m") -> Mark:
    mark = Mark(MarkId(name), recording, "invites", 5_000_000, note=note)
    work.marks.put(mark)
    return mark


def found(work: VaultWork, typed: str, family: FamilyCode | None = None) -> set[str]:
    return {hit.id for hit in work.search.find(typed, family)}


def test_notes_marks_and_clips_with_where_they_are(vault: Vault) -> None:
    recording = add_recording(vault).id
    with vault.work() as work:
        mark = put_mark(work, recording, "Ser på lampen")
        clip = Clip(ClipId("c"), recording, 7, 9, "Lampen igjen")
        work.clips.put(clip)
        visit = Visit(VisitId("v"), FAMILY, NOW.replace(tzinfo=None), VisitKind.FIRST)
        work.visits.put(visit)
        note = Note(NoteId("n"), visit.id, NOW, "Uro", "«Hun liker lampen»")
        work.notes.put(note)
        hits = {hit.id: hit for hit in work.search.find("LAMP")}
    assert hits[mark.id] == Hit(Where.MARK, mark.id, FAMILY, recording, None, 5_000_000, "Ser på lampen", ((7, 13),))
    assert hits[clip.id] == Hit(Where.CLIP, clip.id, FAMILY, recording, None, 7, "Lampen igjen", ((0, 6),))
    assert hits[note.id] == Hit(Where.NOTE, note.id, FAMILY, None, visit.id, None, "Uro\n«Hun liker lampen»\n\n", ((15, 21),))
    assert len(hits) == 3


@pytest.mark.parametrize(
    ("text", "typed", "is_found"),
    [
        ("Får hjelp", "får", True),
        ("FÅR HJELP", "får", True),
        ("fa\u030ar hjelp", "får", True),  # taken apart, as a Mac writes it
        ("får hjelp", "fa\u030ar", True),
        ("får hjelp", "far", False),  # a and å are two letters
        ("far kommer", "får", False),
        ("Ærlig ØRE", "ærlig øre", True),
        ("øre", "ore", False),
        ("en idé på én kafé", "ide", True),
        ("en ide", "idé", True),
        ("Åse", "ås", True),
        ("baby smiler tilbake", "smil tilb", True),  # the beginnings of words
        ("baby smiler", "miler", False),
        ("baby smiler", "smiler gråter", False),  # each of them
        ("gråter, smiler", "smiler gråter", True),  # in any order
        ("mor-barn-samspill", "barn", True),
        ("mor-barn-samspill", "mor-barn", True),
        ("barn og mor", "mor-barn", False),
        ("i fanget", "i", True),
        ("igjen", "i", False),  # a single letter is a word of its own
        ("å se", "å", True),
        ("uke 12", "12", True),
        ("🙂 smil", "🙂", False),
        ("smil🙂", "smil", True),
        ("данные", "данн", True),
        ("سلام", "سلا", True),
    ],
)
def test_what_is_found(vault: Vault, text: str, typed: str, is_found: bool) -> None:
    recording = add_recording(vault).id
    with vault.work() as work:
        mark = put_mark(work, recording, text)
        assert found(work, typed) == ({mark.id} if is_found else set())


def test_where_the_words_stand_is_true_of_the_text_shown(vault: Vault) -> None:
    recording = add_recording(vault).id
    with vault.work() as work:
        put_mark(work, recording, "Åse får gå først, så går Åse")
        [hit] = work.search.find("går åse")
    assert hit.text == "Åse får gå først, så går Åse"
    assert [hit.text[start:end] for start, end in hit.spans] == ["Åse", "går", "Åse"]


def test_of_a_long_text_the_part_around_the_words(vault: Vault) -> None:
    recording = add_recording(vault).id
    with vault.work() as work:
        put_mark(work, recording, " ".join([*(f"før{n}" for n in range(200)), "lampen", *(f"etter{n}" for n in range(200))]))
        [hit] = work.search.find("lampen")
    assert hit.text.startswith("…")
    assert hit.text.endswith("…")
    assert len(hit.text) < 200
    assert [hit.text[start:end] for start, end in hit.spans] == ["lampen"]


@pytest.mark.parametrize(
    "typed",
    ['"', "*", "ro OR uro", "ro AND", "NOT ro", "body:ro", "{body}:ro", "ro NEAR uro", "^ro", "-ro", "ro)", "(ro", "ro'; DROP TABLE word",
     "ro\x00", 'ro" OR "uro', "family:K7Q2M", "word", "ꜳ", "\x02ro\x03", "+", "%", "_", "ro + uro"],
)  # fmt: skip
def test_what_is_typed_is_never_syntax(vault: Vault, typed: str) -> None:
    recording = add_recording(vault).id
    with vault.work() as work:
        put_mark(work, recording, "uro")
        put_mark(work, recording, "ro or", "ro")
        assert found(work, typed, FAMILY) == found(work, typed)
        assert "m" not in found(work, typed)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30))
def test_anything_may_be_typed(vault: Vault, typed: str) -> None:
    with vault.work() as work:
        assert work.search.find(typed) == []


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.sampled_from('abåÅæøeé\u030a -"*x'), max_size=6), max_size=5))
def test_a_text_is_found_by_its_own_words(vault: Vault, words: list[str]) -> None:
    with vault.work() as work:
        recording = add_in(work)
        mark = put_mark(work, recording, " ".join(words))
        for typed in words:
            if any(letter.isalnum() for letter in typed):
                assert mark.id in found(work, typed)


def add_in(work: VaultWork) -> RecordingId:
    from tests.storage.keep_store import RECORDING

    work.families.add(FAMILY, NOW)
    work.recordings.put(RECORDING)
    return RECORDING.id


def test_one_family_only(vault: Vault) -> None:
    recording = add_recording(vault)
    with vault.work() as work:
        work.families.add(OTHER, NOW)
        elsewhere = replace(recording, id=RecordingId("elsewhere"), family=OTHER)
        work.recordings.put(elsewhere)
        put_mark(work, recording.id, "lampen", "here")
        put_mark(work, elsewhere.id, "lampen og k7q2m", "there")
        assert found(work, "lampen") == {"here", "there"}
        assert found(work, "lampen", FAMILY) == {"here"}
        assert found(work, "lampen", OTHER) == {"there"}
        assert found(work, "lampen", FamilyCode("NONE")) == set()
        assert found(work, "k7q2m") == {"there"}  # the code of a family is no word of its marks


def test_the_best_first_and_no_more_than_asked_for(vault: Vault) -> None:
    recording = add_recording(vault).id
    with vault.work() as work:
        put_mark(work, recording, "lampen " + "og mye annet " * 30, "thin")
        put_mark(work, recording, "lampen lampen", "thick")
        for n in range(20):
            put_mark(work, recording, f"noe annet {n}", f"x{n}")
        assert [hit.id for hit in work.search.find("lampen")] == ["thick", "thin"]
        assert len(work.search.find("annet", most=7)) == 7


def test_of_very_many_the_newest_are_ranked(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    recording = add_recording(vault).id
    monkeypatch.setattr(search, "_MOST_RANKED", 4)
    with vault.work() as work:
        for n in range(10):
            put_mark(work, recording, "lampen", f"m{n}")
        assert found(work, "lampen") == {"m5", "m6", "m7", "m8", "m9"}


def test_the_index_keeps_step_with_every_change(vault: Vault) -> None:
    recording = add_recording(vault).id
    with vault.work() as work:
        mark = put_mark(work, recording, "lampen")
        work.marks.put(mark)  # as it is
        assert found(work, "lampen") == {"m"}
        work.marks.put(replace(mark, start_us=9, note="vinduet"))
        assert found(work, "lampen") == set()
        assert found(work, "vinduet") == {"m"}
        work.marks.put(replace(mark, note=""))
        assert found(work, "vinduet") == set()
        work.marks.put(replace(mark, note="døra"))
        assert found(work, "døra") == {"m"}
        work._db.run("INSERT OR REPLACE INTO mark SELECT id, recording, code, start_us, end_us, 'taket' FROM mark WHERE id = 'm'")
        assert found(work, "døra") == set()
        assert found(work, "taket") == {"m"}
        assert work._db.run("SELECT count(*) FROM word") == work._db.run("SELECT count(*) FROM worded") == [(1,)]
        clip = Clip(ClipId("c"), recording, 1, 2, "taket")
        work.clips.put(clip)
        work.clips.put(replace(clip, title="gulvet"))
        assert (found(work, "taket"), found(work, "gulvet")) == ({"m"}, {"c"})
        work.clips.remove(clip.id)
        work.marks.remove(mark.id)
        assert (found(work, "taket"), found(work, "gulvet")) == (set(), set())
        assert work._db.run("SELECT count(*) FROM worded") == [(0,)]


def test_rolled_back_words_were_never_there(vault: Vault) -> None:
    recording = add_recording(vault).id
    with vault.work() as work:
        put_mark(work, recording, "lampen")
    with vault.work() as work:
        assert found(work, "lampen") == set()


def test_the_index_knows_each_text_once_after_a_long_life(vault: Vault) -> None:
    """Every text put, changed and removed many times over: the index holds what the tables hold, no more and no less."""
    import random

    rng = random.Random(3)
    recordings = [add_recording(vault).id for _ in range(5)]
    alive: dict[str, str] = {}
    for _ in range(300):
        with vault.work() as work:
            name = f"m{rng.randrange(40)}"
            if rng.random() < 0.3:
                work.marks.remove(MarkId(name))
                alive.pop(name, None)
            else:
                word = f"ord{rng.randrange(30)}x" if rng.random() < 0.8 else ""
                work.marks.put(Mark(MarkId(name), rng.choice(recordings), "invites", 1, note=word))
                alive[name] = word
            if rng.random() < 0.05:
                work.search.write_anew()
            work.commit()
    with vault.work() as work:
        for n in range(30):
            assert found(work, f"ord{n}x") == {name for name, word in alive.items() if word == f"ord{n}x"}
        work._db.run("INSERT INTO word (word) VALUES ('integrity-check')")
    assert vault.check_store() == (0, 0)


def test_a_deletion_reads_no_other_text(vault: Vault) -> None:
    """By id to row, never through the whole index."""
    plans = {
        "UPDATE word SET family = 'X' WHERE rowid IN"
        " (SELECT n FROM worded WHERE kind = 'mark' AND id IN (SELECT id FROM mark WHERE recording = 'r'))",
        "DELETE FROM word WHERE rowid = 5",
        "DELETE FROM worded WHERE kind = 'mark' AND id = 'm'",
        "SELECT body, family FROM wording WHERE kind = 'mark' AND id = 'm'",
    }
    with vault.work() as work:
        steps = [str(row[3]) for sql in plans for row in work._db.run(f"EXPLAIN QUERY PLAN {sql}")]
    scans = [step for step in steps if step.startswith("SCAN") and "INDEX 0:=" not in step and "subquery" not in step]
    assert scans == []
    assert len(steps) > 8


def test_visits_move_with_their_family(vault: Vault) -> None:
    with vault.work() as work:
        work.families.add(FAMILY, NOW)
        visit = Visit(VisitId("v"), FAMILY, NOW.replace(tzinfo=None), VisitKind.PHONE)
        work.visits.put(visit)
        work.notes.put(Note(NoteId("n"), visit.id, NOW, saw="lampen"))
        work.families.add(OTHER, NOW)
        work.visits.put(replace(visit, family=OTHER))
        assert (found(work, "lampen", FAMILY), found(work, "lampen", OTHER)) == (set(), {"n"})
        assert work.visits.between(date(2026, 11, 21), date(2026, 11, 21) + timedelta(1))[0].family.code == OTHER


def test_films_move_with_their_family(vault: Vault) -> None:
    recording = add_recording(vault)
    with vault.work() as work:
        put_mark(work, recording.id, "lampen")
        work.clips.put(Clip(ClipId("c"), recording.id, 7, 9, "lampen"))
        work.families.add(OTHER, NOW)
        work.recordings.put(replace(recording, family=OTHER))
        assert (found(work, "lampen", FAMILY), found(work, "lampen", OTHER)) == (set(), {"m", "c"})
