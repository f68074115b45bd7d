"""The unit of work: the repositories of one transaction of the vault."""

from __future__ import annotations

from storage.appearances import AppearanceRows
from storage.audit_log import AuditRows
from storage.came_down import CameDownRows
from storage.cards import CardRows
from storage.clips import ClipRows
from storage.departures import DepartureRows
from storage.destructions import DestructionRows
from storage.episodes import EpisodeRows
from storage.erased import ErasedRows
from storage.families import FamilyRows
from storage.holds import HoldRows
from storage.ledger import LedgerRows
from storage.marks import MarkRows
from storage.notes import NoteRows
from storage.outbox import OutboxRows
from storage.people import PersonRows
from storage.receipts import ReceiptRows
from storage.recordings import RecordingRows
from storage.reel_rows import ReelRows
from storage.retention import RetentionRows
from storage.search import SearchRows
from storage.settings import SettingRows
from storage.sqlcipher import Connection
from storage.staff_hours import StaffHoursTable
from storage.tide import Tide
from storage.visits import VisitRows


class VaultWork:
    """Fulfils `app.ports.Work`. Made by `Vault.work`, which rolls back whatever was not committed."""

    def __init__(self, connection: Connection, tide: Tide) -> None:
        self._db = connection
        self._tide = tide
        self._changes = connection.changes
        self.families = FamilyRows(connection)
        self.recordings = RecordingRows(connection)
        self.marks = MarkRows(connection)
        self.clips = ClipRows(connection)
        self.cards = CardRows(connection)
        self.receipts = ReceiptRows(connection)
        self.settings = SettingRows(connection)
        self.people = PersonRows(connection)
        self.appearances = AppearanceRows(connection)
        self.visits = VisitRows(connection)
        self.notes = NoteRows(connection)
        self.ledger = LedgerRows(connection)
        self.holds = HoldRows(connection)
        self.retention = RetentionRows(connection)
        self.audit = AuditRows(connection)
        self.erased = ErasedRows(connection)
        self.search = SearchRows(connection)
        self.episodes = EpisodeRows(connection)
        self.hours = StaffHoursTable(connection)
        self.outbox = OutboxRows(connection)
        self.departures = DepartureRows(connection)
        self.documents = CameDownRows(connection)
        self.reels = ReelRows(connection)
        self.destructions = DestructionRows(connection)
        connection.begin()

    def commit(self) -> None:
        """All so far lands; what follows is a new transaction. The tide rises after the commit: a kill in between harms nothing."""
        if self._db.changes != self._changes:
            level = int(self._db.run("UPDATE tide SET level = level + 1 RETURNING level")[0][0])
            self._db.commit()
            self._tide.raise_to(level)
        else:
            self._db.commit()
        self._db.begin()
        self._changes = self._db.changes

    def is_untidy(self) -> bool:
        """Whether something that was deleted or changed may still be in a page of the store."""
        return bool(self._db.run("SELECT 1 FROM untidy"))

    def tidied(self) -> None:
        """Nothing that was deleted is left in any page: `Vault.tidy` has seen to it."""
        self._db.run("DELETE FROM untidy")

    def rollback(self) -> None:
        self._db.rollback()
