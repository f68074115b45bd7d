"""What is wrong with the filming, in words above the button: said once, and put away when it is over."""

from __future__ import annotations

from app.domain.errors import ErrorCode, SamspillError
from ui.film.desk import FilmDesk
from ui.texts import say
from ui.widgets.notice import Notice


class TroubleNotice(Notice):
    """Says other things too: those stay until the next trouble, or until it is cleared."""

    def __init__(self, desk: FilmDesk) -> None:
        super().__init__()
        self._desk = desk
        self._told: ErrorCode | None = None

    def begin_anew(self) -> None:
        """Nothing was said yet."""
        self.clear()
        self._told = None

    def tell(self, code: ErrorCode | None) -> None:
        """This is the matter now; None for nothing."""
        if code is self._told:
            return
        self._told = code
        if code is ErrorCode.STUDIO_DIED and not self._desk.is_filming():
            self.show_words(say("filming.studio_off"), say("filming.studio_off_what"), say("filming.studio_off_next"), tone="error")
        elif code is None:
            self.clear()
        else:
            self.tell_before(SamspillError(code))

    def tell_before(self, error: SamspillError) -> None:
        """Before a film: a disk that is too full is told with its minutes, none was ended by it."""
        if error.code is ErrorCode.DISK_NEARLY_FULL:
            room = self._desk.room.now
            heading = say("filming.room_short", minutes=room.minutes_left if room is not None else 0)
            self.show_words(heading, next_step=say("filming.room_next"), tone="warn")
        else:
            self.show_error(error)
