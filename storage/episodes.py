"""Episodes in the vault, their transfers, and the names they have at the team base."""

from __future__ import annotations

from types import MappingProxyType

from app.domain.episode import Change, Episode, GoalChange, OutcomeMeasure, ReferralSource, Transfer, TransferKind, joined
from app.domain.family import ClosureReason
from app.domain.ids import EpisodeId, FamilyCode, TransferId
from storage.base_names import base_name
from storage.columns import day_of, day_text, upsert, word_of
from storage.sqlcipher import Connection, Row

_COLUMNS = "id, family, opened_on, referred_on, referral, stressors, closed_on, closure, outcomes, goal_change"
_PUT = upsert("episode", _COLUMNS)
_SELECT = f"SELECT {_COLUMNS} FROM episode"
_LAST_FIRST = "ORDER BY closed_on IS NULL DESC, closed_on DESC, n DESC"
_TRANSFER_COLUMNS = "id, episode, kind, on_day"
_PUT_TRANSFER = upsert("transfer", _TRANSFER_COLUMNS)


class EpisodeRows:
    """Fulfils `app.outbox_ports.Episodes`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def current(self, family: FamilyCode) -> Episode | None:
        rows = self._db.run(f"{_SELECT} WHERE family = ? {_LAST_FIRST} LIMIT 1", (family,))
        return _episode(rows[0]) if rows else None

    def of(self, family: FamilyCode) -> list[Episode]:
        return [_episode(row) for row in self._db.run(f"{_SELECT} WHERE family = ? ORDER BY opened_on, n", (family,))]

    def get(self, episode: EpisodeId) -> Episode | None:
        rows = self._db.run(f"{_SELECT} WHERE id = ?", (episode,))
        return _episode(rows[0]) if rows else None

    def put(self, episode: Episode) -> None:
        self._db.run(
            _PUT,
            (
                episode.id,
                episode.family,
                day_text(episode.opened_on),
                day_text(episode.referred_on),
                episode.referral.value if episode.referral else None,
                episode.stressors,
                day_text(episode.closed_on),
                episode.closure.value if episode.closure else None,
                ",".join(f"{measure.value}:{change.value}" for measure, change in sorted(episode.outcomes.items())),
                episode.goal_change.value if episode.goal_change else None,
            ),
        )

    def transfers(self, family: FamilyCode) -> list[Transfer]:
        rows = self._db.run(
            "SELECT transfer.id, transfer.episode, kind, on_day FROM transfer JOIN episode ON episode.id = transfer.episode"
            " WHERE family = ? ORDER BY on_day, transfer.id",
            (family,),
        )
        return [_transfer(row) for row in rows]

    def transfer(self, transfer: TransferId) -> Transfer | None:
        rows = self._db.run(f"SELECT {_TRANSFER_COLUMNS} FROM transfer WHERE id = ?", (transfer,))
        return _transfer(rows[0]) if rows else None

    def put_transfer(self, transfer: Transfer) -> None:
        self._db.run(_PUT_TRANSFER, (transfer.id, transfer.episode, transfer.kind.value, transfer.on.isoformat()))

    def remove_transfer(self, transfer: TransferId) -> None:
        self._db.run("DELETE FROM transfer WHERE id = ?", (transfer,))

    def token(self, episode: EpisodeId, year: int) -> str:
        return base_name(self._db, "episode token", episode, str(year))

    def move(self, family: FamilyCode, to: FamilyCode) -> None:
        """A family becomes part of another, or gets another code. Episodes that overlap become one: the same case was entered twice."""
        kept = joined(to, [*self.of(to), *self.of(family)])
        for gone, stays in kept.became.items():
            self._db.run("UPDATE transfer SET episode = ? WHERE episode = ?", (stays, gone))
            self._db.run("DELETE FROM episode WHERE id = ?", (gone,))
        self._db.run("UPDATE episode SET family = ? WHERE family = ?", (to, family))
        for episode in kept.episodes:
            self.put(episode)


def _episode(row: Row) -> Episode:
    said = (pair.split(":") for pair in row[8].split(",") if pair)
    return Episode(
        id=EpisodeId(row[0]),
        family=FamilyCode(row[1]),
        opened_on=day_of(row[2]),
        referred_on=day_of(row[3]),
        referral=word_of(ReferralSource, row[4]),
        stressors=row[5],
        closed_on=day_of(row[6]),
        closure=word_of(ClosureReason, row[7]),
        outcomes=MappingProxyType({OutcomeMeasure(measure): Change(change) for measure, change in said}),
        goal_change=word_of(GoalChange, row[9]),
    )


def _transfer(row: Row) -> Transfer:
    day = day_of(row[3])
    assert day is not None
    return Transfer(TransferId(row[0]), EpisodeId(row[1]), TransferKind(row[2]), day)
