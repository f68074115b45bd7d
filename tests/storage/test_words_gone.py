"""What was deleted is nowhere: not in a row, the search index, the log, nor in a free page or the free part of one. Hunted with the key."""

from __future__ import annotations

import resource
import secrets
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.domain.appearance import Appearance
from app.domain.audit import Deed
from app.domain.clip import Clip
from app.domain.consent import Consent, ConsentText, Purpose
from app.domain.errors import ErrorCode
from app.domain.family import Family, Person, PersonKind
from app.domain.ids import ClipId, ConsentId, ConsentTextId, FamilyCode, HoldId, MarkId, NoteId, PersonId, RecordingId, VisitId, new_id
from app.domain.mark import Mark
from app.domain.recording import Recording, RecordingState, SourceKind
from app.domain.retention import Hold
from app.domain.visit import Note, Visit, VisitFilm, VisitKind
from storage.vault import NewVault, Vault
from storage.work import VaultWork
from tests.storage.making import NOW, add_recording, code_when, receipt_for
from tests.storage.pages import plain_pages

# Alike to the last letter: what stands between two pages of an index is as much of a word as tells it from the one before.
PER_FILM = 120


def words_of(family: str, what: str) -> list[str]:
    return [f"hemmelig{family}{what}{n:03}" for n in range(PER_FILM)]


def put_family(vault: Vault, code: str) -> Recording:
    """A family with words of its own in every place that takes words."""
    family = FamilyCode(code.upper())
    recording = replace(add_recording(vault), id=RecordingId(new_id()), family=family)
    with vault.work() as work:
        work.families.put(Family(family, NOW, name=f"navn{code}familie", language=f"tale{code}språk"))
        work.recordings.put(recording)
        for n, (note, title) in enumerate(zip(words_of(code, "mark"), words_of(code, "clip"), strict=True)):
            work.marks.put(Mark(MarkId(f"{code}{n}"), recording.id, "invites", n, note=note))
            work.clips.put(Clip(ClipId(f"{code}{n}"), recording.id, n, n + 1, title))
        for n, word in enumerate(words_of(code, "note")):
            visit = Visit(VisitId(f"{code}{n}"), family, NOW.replace(tzinfo=None), VisitKind.FILM)
            work.visits.put(visit)
            work.notes.put(Note(NoteId(f"{code}{n}"), visit.id, NOW, word, f"{word} sagt", "neste", "film", NOW))
        put_person(work, code, family, recording)
        work.holds.place(Hold(HoldId(code), recording.id, f"grunn{code}sperre", f"andre{code}person", NOW))
        work.visits.link(VisitFilm(VisitId(f"{code}0"), recording.id, False))
        work.commit()
    return recording


def put_person(work: VaultWork, code: str, family: FamilyCode, recording: Recording) -> None:
    person = Person(PersonId(code), family, PersonKind.OTHER, name=f"navn{code}person")
    work.people.put(person)
    work.appearances.put(Appearance(recording.id, person.id))
    text = ConsentText(ConsentTextId("text"), Purpose.SHARE, "nb", 1, "delingen", NOW)
    work.ledger.add_text(text)
    work.ledger.add(
        Consent(
            ConsentId(code),
            family,
            person.id,
            Purpose.SHARE,
            text.id,
            person.id,
            NOW,
            with_whom=f"med{code}hvem",
            kept_at=f"lagt{code}hylle",
            strokes=f"strek{code} 1,2",
        )
    )


class Hunt:
    """Two families, one to be deleted from; and the words of each."""

    def __init__(self, made: NewVault) -> None:
        self.vault = made.vault
        self._key = made.key.derived("store")
        self.gone, self.kept = (put_family(self.vault, code) for code in ("zqa", "zqb"))

    def pages(self) -> bytes:
        return plain_pages(self.vault.folder / "vault.db", self._key)

    def finish(self) -> None:
        assert self.vault.owes_tidying()
        self.vault.tidy()
        assert not self.vault.owes_tidying()


@pytest.fixture
def hunt(made: NewVault) -> Hunt:
    return Hunt(made)


FILM_WORDS = [*words_of("zqa", "mark"), *words_of("zqa", "clip"), "grunnzqasperre", "andrezqaperson"]
NOTE_WORDS = words_of("zqa", "note")
PERSON_WORDS = ["navnzqaperson", "medzqahvem", "lagtzqahylle", "strekzqa"]
FAMILY_WORDS = ["navnzqafamilie", "talezqa"]


def destroy_film(hunt: Hunt) -> None:
    hunt.vault.destroy_reel(hunt.gone.id, receipt_for(hunt.gone))
    hunt.finish()


def in_work(do: Callable[[VaultWork], object]) -> Callable[[Hunt], None]:
    def act(hunt: Hunt) -> None:
        with hunt.vault.work() as work:
            do(work)
            work.commit()
        hunt.finish()

    return act


def remove_family(hunt: Hunt) -> None:
    destroy_film(hunt)
    with hunt.vault.work() as work:
        work.families.remove(hunt.gone.family)
        work.audit.empty(hunt.gone.family, NOW)
        work.commit()
    hunt.finish()


def remove_visits(work: VaultWork) -> None:
    for n in range(PER_FILM):
        work.visits.remove(VisitId(f"zqa{n}"))


def remove_clips(work: VaultWork) -> None:
    for n in range(PER_FILM):
        work.clips.remove(ClipId(f"zqa{n}"))


def change_all(work: VaultWork) -> None:
    for n in range(PER_FILM):
        work.marks.put(Mark(MarkId(f"zqa{n}"), work.clips.of_family(FamilyCode("ZQA"))[0].recording, "invites", n, note="annet"))
        work.notes.remove(NoteId(f"zqa{n}"))


@pytest.mark.parametrize(
    ("act", "words"),
    [
        pytest.param(destroy_film, FILM_WORDS, id="a recording"),
        pytest.param(remove_family, [*FILM_WORDS, *NOTE_WORDS, *PERSON_WORDS, *FAMILY_WORDS], id="a family"),
        pytest.param(in_work(remove_visits), NOTE_WORDS, id="visits"),
        pytest.param(in_work(lambda work: work.people.remove(PersonId("zqa"))), PERSON_WORDS, id="a person"),
        pytest.param(in_work(remove_clips), words_of("zqa", "clip"), id="clips"),
        pytest.param(in_work(change_all), [*words_of("zqa", "mark"), *NOTE_WORDS], id="changed marks, removed notes"),
        pytest.param(
            in_work(lambda work: work.families.put(Family(FamilyCode("ZQA"), NOW))), FAMILY_WORDS, id="a family's name and language"
        ),
    ],
)
def test_no_word_of_it_is_left(hunt: Hunt, act: Callable[[Hunt], None], words: list[str]) -> None:
    before = hunt.pages()
    assert [word for word in words if word.encode() not in before] == []  # the hunt can find
    act(hunt)
    after = hunt.pages()
    assert [word for word in words if word.encode() in after] == []
    others = [word.replace("zqa", "zqb") for word in words]
    assert [word for word in others if word.encode() not in after] == []
    assert hunt.vault.check_store() == (0, 0)


def test_deleting_alone_leaves_words_behind(hunt: Hunt) -> None:
    """Why there is `tidy`: should SQLite learn to do without, this says so."""
    with hunt.vault.work() as work:
        work.recordings.remove(hunt.gone.id)
        remove_visits(work)
        work.commit()
    hunt.vault.checkpoint()
    pages = hunt.pages()
    left = [word for word in (*FILM_WORDS, *NOTE_WORDS) if word.encode() in pages]
    assert 0 < len(left) < len(FILM_WORDS) / 10


ZQA = FamilyCode("ZQA")
NAMED = Person(PersonId("alone"), ZQA, PersonKind.OTHER, name="navn")
VISIT = Visit(VisitId("alone"), ZQA, NOW.replace(tzinfo=None), VisitKind.FILM)
FILM = Recording(RecordingId("alone"), ZQA, SourceKind.FILE, RecordingState.READY, NOW, 0)
# What is there, and what is done to it, with nothing else that would owe the same.
ALONE: dict[str, tuple[Callable[[VaultWork], object], Callable[[VaultWork], object]]] = {
    "a family": (lambda work: None, lambda work: work.families.remove(ZQA)),
    "a family's name": (lambda work: work.families.put(Family(ZQA, NOW, name="navn")), lambda work: work.families.put(Family(ZQA, NOW))),
    "a person": (lambda work: work.people.put(NAMED), lambda work: work.people.remove(NAMED.id)),
    "a person's name": (lambda work: work.people.put(NAMED), lambda work: work.people.put(replace(NAMED, name=""))),
    "a visit": (lambda work: work.visits.put(VISIT), lambda work: work.visits.remove(VISIT.id)),
    "a film": (lambda work: work.recordings.put(FILM), lambda work: work.recordings.remove(FILM.id)),
    "deeds": (lambda work: work.audit.append(NOW, Deed.OPENED, ZQA), lambda work: work.audit.empty(ZQA, NOW)),
}


@pytest.mark.parametrize("what", ALONE)
def test_each_that_goes_alone_owes_tidying(vault: Vault, what: str) -> None:
    put, remove = ALONE[what]
    with vault.work() as work:
        work.families.add(ZQA, NOW)
        put(work)
        work.commit()
    vault.tidy()
    assert not vault.owes_tidying()
    with vault.work() as work:
        remove(work)
        work.commit()
    assert vault.owes_tidying()


def test_nothing_is_owed_by_looking_and_adding(vault: Vault) -> None:
    recording = put_family(vault, "zqc")
    vault.tidy()
    with vault.work() as work:
        put_in_again = work.marks.of(recording.id)[0]
        work.marks.put(put_in_again)
        work.marks.put(replace(put_in_again, id=MarkId("more"), note="mer"))
        work.commit()
    assert not vault.owes_tidying()
    with vault.work() as work:
        work.marks.put(replace(put_in_again, note="annet"))
    assert not vault.owes_tidying()  # rolled back
    with vault.work() as work:
        work.marks.put(replace(put_in_again, note="annet"))
        work.commit()
    assert vault.owes_tidying()


def test_a_tidied_vault_holds_what_it_held(hunt: Hunt) -> None:
    destroy_film(hunt)
    with hunt.vault.work() as work:
        assert len(work.marks.of(hunt.kept.id)) == PER_FILM
        assert {hit.id for hit in work.search.find("hemmeligzqbclip007")} == {"zqb7"}
        assert work.search.find("hemmeligzqamark") == []
        assert len(work.receipts.all()) == 1


def test_a_film_that_is_being_written_does_not_wait_for_it(hunt: Hunt) -> None:
    with hunt.vault.work() as work:
        remove_visits(work)
        work.commit()
    writer = hunt.vault.create_reel(hunt.kept.id)
    hunt.vault.tidy()
    assert hunt.vault.owes_tidying()
    writer.close()
    hunt.finish()


def test_a_closed_vault_is_tidied_no_more(made: NewVault) -> None:
    made.vault.close()
    assert code_when(made.vault.tidy) is ErrorCode.VAULT_LOCKED
    assert code_when(made.vault.owes_tidying) is ErrorCode.VAULT_LOCKED


def test_on_a_full_disk_it_stays_owed(hunt: Hunt) -> None:
    with hunt.vault.work() as work:
        remove_visits(work)
        work.commit()
    hunt.vault.checkpoint()
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, most))
    try:
        assert code_when(hunt.vault.tidy) is ErrorCode.DISK_FULL
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    assert hunt.vault.owes_tidying()
    hunt.finish()
    assert hunt.vault.check_store() == (0, 0)


def test_the_index_of_many_words_is_without_signposts_to_those_that_are_gone(made: NewVault) -> None:
    """Three times over: after the first the index has one part only, which SQLite would leave as it is."""
    vault, key = made.vault, made.key.derived("store")
    films = [add_recording(vault) for _ in range(12)]
    words = {film.id: [f"hemmelig{n:02}x{m:03}y{letter}" for m in range(150) for letter in "abcdef"] for n, film in enumerate(films)}
    for film in films:
        with vault.work() as work:
            for m in range(150):
                note = " ".join(words[film.id][m * 6 : m * 6 + 6])
                work.marks.put(Mark(MarkId(new_id()), film.id, "invites", m, note=note))
            work.commit()
    left_by_deleting = 0
    for gone in (films[::2], films[1:6:2], films[7:10:2]):
        with vault.work() as work:
            for film in gone:
                work.recordings.remove(film.id)
            work.commit()
        erased = {word.encode() for film in gone for word in words[film.id]}
        left_by_deleting += len(erased & signposts(vault))
        vault.tidy()
        assert erased & signposts(vault) == set()
        pages = plain_pages(vault.folder / "vault.db", key)
        assert [word for word in erased if word in pages] == []
    assert left_by_deleting > 0  # what `write_anew` is for
    with vault.work() as work:
        assert len(work.search.find(words[films[11].id][5])) == 1


def signposts(vault: Vault) -> set[bytes]:
    """The words that stand between two pages of the index, without the letter that says which index of prefixes they are of."""
    return {bytes(row[0])[1:] for row in vault._db.run("SELECT term FROM word_idx")}


def test_the_index_overwrites_words_as_they_go(vault: Vault) -> None:
    """FTS5's own secure-delete; without it they would stay until their part of the index is merged."""
    gone, kept = (add_recording(vault) for _ in range(2))
    words = [secrets.token_hex(12) for _ in range(400)]
    with vault.work() as work:
        for n, word in enumerate(words):
            work.marks.put(Mark(MarkId(new_id()), (gone, kept)[n % 2].id, "invites", n, note=word))
        work.commit()
    with vault.work() as work:
        work.recordings.remove(gone.id)
        work.commit()
    index = b"".join(bytes(row[0]) for row in vault._db.run("SELECT block FROM word_data"))
    ends = [word[-12:].encode() for word in words]  # their beginnings are shared with the word before
    assert [end for end in ends[::2] if end in index] == []
    assert [end for end in ends[1::2] if end not in index] == []
