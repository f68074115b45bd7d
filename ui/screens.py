"""The screens of an open vault: made when they are first shown, told what to show, and joined to the ways between them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from app.domain.ids import FamilyCode, VisitId
from app.domain.recording import Recording
from app.usecases.import_card import ImportTools
from ui.camcorder.screen import MarksScreen
from ui.card.screen import CardScreen
from ui.card.watch import CardWatch
from ui.consent.screen import LedgerScreen
from ui.families.page import FamilyScreen
from ui.families.screen import FamiliesScreen
from ui.film.desk import FilmDesk
from ui.film.screen import FilmScreen
from ui.history.screen import HistoryScreen
from ui.hours.screen import HoursScreen
from ui.jobs import Jobs
from ui.library.screen import LibraryScreen
from ui.places import Place, of_family, of_film
from ui.preferences import Preferences
from ui.privacy.screen import PrivacyScreen
from ui.search.screen import SearchScreen
from ui.services import Session
from ui.settings.screen import SettingsScreen
from ui.team.screen import TeamScreen
from ui.today.screen import TodayScreen
from ui.visits.screen import VisitScreen
from ui.ways import HoldsWords, Reads, Stops, TakesKeyboard, Ways

S = TypeVar("S", bound=QWidget)


class Screens:
    """One of each kind, made where it is missing. Once it is in sight, `tell` has it show what the place is about."""

    def __init__(self, ways: Ways, session: Session, jobs: Jobs, preferences: Preferences, desk: FilmDesk, watch: CardWatch) -> None:
        self._ways, self._session, self._jobs, self._preferences = ways, session, jobs, preferences
        self._desk, self._watch = desk, watch
        self.tools = ImportTools(session.store, session.cards, session.workshop, session.clock)
        self._made: dict[str, QWidget] = {}
        self._stale: set[str] = set()  # of these: in the language and the colours of before, for what they hold
        self._makers: dict[str, Callable[[], QWidget]] = {
            "today": self._today,
            "families": self._families,
            "family": self._family,
            "visit": self._visit,
            "consents": self._consents,
            "history": self._history,
            "search": self._search,
            "marks": self._marks,
            "film": self._film,
            "library": self._library,
            "card": self._card,
            "privacy": self._privacy,
            "settings": self._settings,
            "team": self._team,
            "hours": self._hours,
        }

    # --- what is there ----------------------------------------------------------------------------------------------------------

    def of(self, place: Place) -> QWidget:
        """Its screen. Not the review screen: each film gets one of its own."""
        kind = "visit" if place.screen == "plan" else place.screen
        if kind not in self._made:
            self._made[kind] = self._makers[kind]()
        return self._made[kind]

    def get(self, kind: type[S]) -> S | None:
        """The screen of this kind, if it was made."""
        return next((screen for screen in self._made.values() if isinstance(screen, kind)), None)

    def is_importing(self) -> bool:
        card = self.get(CardScreen)
        return card is not None and card.is_importing()

    def is_working_long(self) -> bool:
        """Whether something runs that locking would break off: an import, a backup, a sending."""
        return any(map(_works_long, self._made.values()))

    def drop(self) -> list[QWidget]:
        """All that may be made anew in another language: what is no longer needed. The others follow by `drop_stale`."""
        self._stale = set(self._made)
        return self.drop_stale()

    def drop_stale(self, but: QWidget | None = None) -> list[QWidget]:
        """Of the screens that were to be made anew those that hold nothing any more; `but` not this one."""
        stale = {name: self._made[name] for name in self._stale}
        going = {name: made for name, made in stale.items() if made is not but and not (_works_long(made) or _holds_words(made))}
        for name, made in going.items():
            if isinstance(made, Stops):
                made.stop()
            del self._made[name]
        self._stale -= set(going)
        return list(going.values())

    def has_stale(self) -> bool:
        """Whether some are to be made anew still."""
        return bool(self._stale)

    def stop(self) -> None:
        """No more reading or writing: imports pause where they are, what was typed is kept."""
        for screen in self._made.values():
            if isinstance(screen, Stops):
                screen.stop()

    def refresh(self, screen: QWidget | None) -> None:
        """What this screen shows is read again."""
        if isinstance(screen, LibraryScreen):
            screen.set_importing(self.is_importing())
        if isinstance(screen, Reads):
            screen.refresh()

    def take_keyboard(self, screen: QWidget) -> None:
        """The keyboard goes to where the next thing is done on this screen."""
        if isinstance(screen, LibraryScreen):
            screen.setFocus()
        elif isinstance(screen, TakesKeyboard):
            screen.take_keyboard()

    # --- what each shows ----------------------------------------------------------------------------------------------------------

    def tell(self, screen: QWidget, place: Place, before: Place | None = None) -> None:
        """What the place is about, and where back leads. The screen is in sight: it may take the keyboard."""
        if isinstance(screen, FamilyScreen | LedgerScreen | HistoryScreen):
            screen.show_family(FamilyCode(place.about))
        elif isinstance(screen, VisitScreen):
            screen.offer_family(before is None or before.screen != "family")
            if place.screen == "plan":
                screen.plan_for(FamilyCode(place.about))
            else:
                screen.open(VisitId(place.about))
        elif isinstance(screen, PrivacyScreen) and place.about:
            screen.open(place.about, place.subject)
        elif isinstance(screen, SearchScreen):
            screen.search_in(FamilyCode(place.about) if place.about else None)
        elif isinstance(screen, MarksScreen) and place.film is not None:
            screen.show_film(place.film)
        else:
            self._choose_family(screen, place.about)
            self.refresh(screen)

    def _choose_family(self, screen: QWidget, code: str) -> None:
        """Whose film comes next, where that is known."""
        if not code:
            return
        if isinstance(screen, FilmScreen | MarksScreen):
            screen.choose_family(code)
        elif isinstance(screen, CardScreen):
            screen.bring_for(FamilyCode(code))

    # --- how each is made ---------------------------------------------------------------------------------------------------------

    def _open(self, screen: str) -> None:
        self._ways.open(Place(screen))

    def _open_family(self, screen: str, code: str) -> None:
        self._ways.open(of_family(screen, code))

    def _open_section(self, section: str, subject: str) -> None:
        self._ways.open(Place("privacy", section, subject=subject))

    def _open_outbox(self, subject: str = "") -> None:
        self._open_section("outbox", subject)

    def _open_visit(self, visit: str) -> None:
        self._ways.open(Place("visit", visit))

    def _open_film(self, film: Recording) -> None:
        self._ways.open(of_film(film))

    def _open_moment(self, film: Recording, at_us: int) -> None:
        self._ways.open(of_film(film, at_us))

    def _today(self) -> TodayScreen:
        made = TodayScreen(self._session.store, self._session.clock, self._jobs)
        made.family_wanted.connect(partial(self._open_family, "family"))
        made.consent_wanted.connect(partial(self._open_family, "consents"))
        made.visit_wanted.connect(self._open_visit)
        made.note_wanted.connect(self._open_visit)
        made.recording_wanted.connect(self._open_film)
        made.calendar_wanted.connect(partial(self._ways.open, Place("privacy", "calendar")))
        made.card_wanted.connect(partial(self._open, "card"))
        made.families_wanted.connect(partial(self._open, "families"))
        made.film_wanted.connect(partial(self._open, "film"))
        made.outbox_wanted.connect(self._open_outbox)
        made.team_wanted.connect(partial(self._open, "team"))
        made.changed.connect(self._ways.changed)
        return made

    def _families(self) -> FamiliesScreen:
        made = FamiliesScreen(self._session.store, self._session.clock, self._jobs)
        made.family_wanted.connect(partial(self._open_family, "family"))
        made.search_wanted.connect(partial(self._open, "search"))
        made.changed.connect(self._ways.changed)
        return made

    def _family(self) -> FamilyScreen:
        made = FamilyScreen(self._session.store, self._session.clock, self._jobs)
        made.back_wanted.connect(self._ways.back)
        for wanted, screen in (
            (made.plan_wanted, "plan"), (made.consent_wanted, "consents"), (made.film_wanted, "film"), (made.import_wanted, "card"),
            (made.history_wanted, "history"), (made.search_wanted, "search"),
        ):  # fmt: skip
            wanted.connect(partial(self._open_family, screen))
        made.receipts_wanted.connect(partial(self._open_section, "receipts"))
        made.visit_wanted.connect(self._open_visit)
        made.note_wanted.connect(self._open_visit)
        made.recording_wanted.connect(self._open_film)
        made.moment_wanted.connect(self._open_moment)
        made.changed.connect(self._ways.changed)
        made.erased.connect(self._ways.gone)
        return made

    def _visit(self) -> VisitScreen:
        made = VisitScreen(self._session, self._jobs)
        made.closed.connect(self._ways.back)
        made.changed.connect(self._ways.planned)
        made.shown.connect(self._ways.known)
        for wanted, screen in (
            (made.family_wanted, "family"), (made.consent_wanted, "consents"), (made.film_wanted, "film"), (made.import_wanted, "card"),
        ):  # fmt: skip
            wanted.connect(partial(self._open_family, screen))
        made.visit_wanted.connect(self._open_visit)
        made.recording_wanted.connect(self._open_film)
        made.moment_wanted.connect(self._open_moment)
        made.removed.connect(lambda _family: self._ways.changed())
        made.note_signed.connect(lambda _visit: self._ways.changed())
        return made

    def _consents(self) -> LedgerScreen:
        made = LedgerScreen(self._session.store, self._jobs, self._session.clock)
        made.changed.connect(self._ways.changed)
        return made

    def _history(self) -> HistoryScreen:
        return HistoryScreen(self._session, self._jobs)

    def _search(self) -> SearchScreen:
        made = SearchScreen(self._session.store, self._session.clock, self._jobs)
        made.family_wanted.connect(partial(self._open_family, "family"))
        made.note_wanted.connect(self._open_visit)
        made.moment_wanted.connect(self._open_moment)
        return made

    def _marks(self) -> MarksScreen:
        made = MarksScreen(self._session, self._jobs, self._preferences)
        made.changed.connect(self._ways.changed)
        made.consent_wanted.connect(partial(self._open_family, "consents"))
        made.family_wanted.connect(partial(self._open_family, "family"))
        made.visit_wanted.connect(self._open_visit)
        made.delete_wanted.connect(self._ways.delete_film)
        return made

    def _film(self) -> FilmScreen:
        made = FilmScreen(self._desk, self._session, self._jobs, self._preferences)
        made.look_wanted.connect(self._open_film)
        made.consent_wanted.connect(partial(self._open_family, "consents"))
        return made

    def _library(self) -> LibraryScreen:
        made = LibraryScreen(self._session, self._jobs)
        made.open_wanted.connect(self._open_film)
        made.import_wanted.connect(partial(self._open, "card"))
        made.deleted.connect(lambda _recording: self._ways.changed())
        return made

    def _settings(self) -> SettingsScreen:
        made = SettingsScreen(self._session, self._jobs, self._preferences)
        made.backup.ended.connect(self._ways.long_work_over)
        made.team_wanted.connect(partial(self._open, "team"))
        made.hours_wanted.connect(partial(self._open, "hours"))
        return made

    def _hours(self) -> HoursScreen:
        made = HoursScreen(self._session.store, self._session.clock, self._jobs)
        made.changed.connect(self._ways.changed)
        return made

    def _team(self) -> TeamScreen:
        made = TeamScreen(self._session, self._jobs, self._desk, self._preferences)
        made.changed.connect(self._ways.changed)
        made.outbox_wanted.connect(self._open_outbox)
        return made

    def _card(self) -> CardScreen:
        made = CardScreen(self.tools, self._jobs, self._watch)
        made.changed.connect(self._ways.imported)
        made.consent_wanted.connect(partial(self._open_family, "consents"))
        made.library_wanted.connect(partial(self._open, "library"))
        return made

    def _privacy(self) -> PrivacyScreen:
        made = PrivacyScreen(self._session, self._jobs, self._preferences)
        made.changed.connect(self._ways.changed)
        made.sending_ended.connect(self._ways.long_work_over)
        made.team_wanted.connect(partial(self._open, "team"))
        made.consents_wanted.connect(partial(self._open_family, "consents"))
        return made


def _works_long(screen: QWidget) -> bool:
    if isinstance(screen, CardScreen):
        return screen.is_importing()
    if isinstance(screen, PrivacyScreen):
        return screen.is_sending()
    return isinstance(screen, SettingsScreen) and screen.is_backing_up()


def _holds_words(screen: QWidget) -> bool:
    return isinstance(screen, HoldsWords) and screen.holds_words()
