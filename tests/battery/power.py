"""Power loss, replayed: a workload is watched by strace, and what a disk could hold at any moment is rebuilt from what it asked for.

The disk of this model keeps what was synced, and of the rest any part: each unsynced write or cut may be there or not, whole or torn at
a sector, and of the unsynced changes of a folder any beginning. A real disk is seldom as unkind.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

SECTOR = 4096

_LINE = re.compile(r"^(?:\d+\s+)?(\w+)\((.*)\)\s+=\s+(-?\d+)")
_FD = re.compile(r"^\d+<([^>]*)>")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True)
class Op:
    """One call that changed something: what, on which path, with which bytes at which place (or a size, or another path)."""

    kind: str
    path: str
    data: bytes = b""
    at: int = 0
    to: str = ""


@dataclass
class Inode:
    """A file's content as synced, and what was asked since."""

    synced: bytes = b""
    pending: list[Op] = field(default_factory=list)


def parse(trace: Path, root: Path) -> list[Op]:
    """The changing calls under `root`, in order, and the markers that the workload wrote to its standard output."""
    ops: list[Op] = []
    places: dict[str, int] = {}
    with trace.open("r", encoding="ascii") as lines:
        for line in lines:
            assert "unfinished" not in line
            found = _LINE.match(line)
            if found and int(found[3]) >= 0:
                op = _op(found[1], found[2], int(found[3]), places)
                if op is not None and (op.kind == "said" or op.path.startswith(str(root))):
                    ops.append(op)
    return ops


def _op(call: str, arguments: str, result: int, places: dict[str, int]) -> Op | None:
    texts = [bytes.fromhex(text.replace("\\x", "")) for text in _TEXT.findall(arguments)]
    opened = _FD.match(arguments)
    # strace writes paths in hex too under -xx, also inside the <> of a descriptor
    path = bytes.fromhex(opened[1].replace("\\x", "")).decode() if opened and "\\x" in opened[1] else opened[1] if opened else ""
    if call == "openat":
        name = texts[0].decode()
        places[name] = 0
        if "O_TRUNC" in arguments:
            return Op("open-empty", name)
        return Op("create", name) if "O_CREAT" in arguments else None
    if call in ("pwrite64", "write"):
        if arguments.startswith("1<"):
            return Op("said", "", texts[0])
        at = int(arguments.rsplit(",", 1)[1]) if call == "pwrite64" else places.get(path, 0)
        if call == "write":
            places[path] = at + result
        return Op("write", path, texts[0][:result], at)
    if call == "lseek":
        places[path] = result
        return None
    if call == "ftruncate":
        return Op("cut", path, at=int(arguments.rsplit(",", 1)[1]))
    if call in ("fsync", "fdatasync"):
        return Op("sync", path)
    if call in ("unlink", "unlinkat"):
        return Op("unlink", texts[0].decode())
    if call in ("rename", "renameat", "renameat2"):
        return Op("rename", texts[0].decode(), to=texts[1].decode())
    return None


@dataclass(frozen=True)
class NameChange:
    """A change of a folder: a file came (with its inode), went, or got another name."""

    kind: str
    path: str
    to: str = ""
    inode: Inode | None = None

    def apply(self, names: dict[str, Inode]) -> None:
        if self.kind == "unlink":
            names.pop(self.path, None)
        elif self.inode is not None:
            if self.kind == "rename":
                names.pop(self.path, None)
            names[self.to or self.path] = self.inode

    @property
    def folder(self) -> str:
        """The folder that has to be synced for this to stay: of a rename, the one it goes to."""
        return str(Path(self.to or self.path).parent)


class Disk:
    """The folder as it was at the start, and every call since."""

    def __init__(self, start: Path, root: Path) -> None:
        self._root = root
        self._now: dict[str, Inode] = {}
        for path in start.rglob("*"):
            if path.is_file():
                self._now[str(root / path.relative_to(start))] = Inode(path.read_bytes())
        self._names_synced = dict(self._now)
        self._names_pending: list[NameChange] = []
        self.said: list[str] = []

    def do(self, op: Op) -> None:
        if op.kind == "said":
            self.said += [line for line in op.data.decode().splitlines() if line]
        elif op.kind == "sync":
            self._sync(op.path)
        elif op.kind in ("write", "cut"):
            self._now[op.path].pending.append(op)
        elif op.kind in ("unlink", "rename"):
            self._change(NameChange(op.kind, op.path, op.to, self._now.get(op.path)))
        elif op.path not in self._now:
            self._change(NameChange("create", op.path, inode=Inode()))
        elif op.kind == "open-empty":
            self._now[op.path].pending.append(Op("cut", op.path))

    def _change(self, change: NameChange) -> None:
        change.apply(self._now)
        self._names_pending.append(change)

    def _sync(self, path: str) -> None:
        if path in self._now:
            inode = self._now[path]
            inode.synced = _applied(inode.synced, inode.pending)
            inode.pending.clear()
            return
        for change in [one for one in self._names_pending if one.folder == path]:
            change.apply(self._names_synced)
            self._names_pending.remove(change)

    def lose_power(self, target: Path, rng: random.Random, mood: str) -> None:
        """Write what the disk may hold into `target`. Moods: nothing, everything, or any part of what was not synced."""
        names = dict(self._names_synced)
        count = {"nothing": 0, "everything": len(self._names_pending)}.get(mood, rng.randint(0, len(self._names_pending)))
        for change in self._names_pending[:count]:
            change.apply(names)
        for name, inode in names.items():
            path = target / Path(name).relative_to(self._root)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_applied(inode.synced, _part(inode.pending, rng, mood)))


def _part(pending: list[Op], rng: random.Random, mood: str) -> list[Op]:
    if mood != "part":
        return pending if mood == "everything" else []
    chosen = [op for op in pending if rng.random() < 0.5]
    return [_torn(op, rng) if op.kind == "write" and rng.random() < 0.3 else op for op in chosen]


def _torn(op: Op, rng: random.Random) -> Op:
    return replace(op, data=op.data[: rng.randrange(0, len(op.data) + 1, SECTOR if len(op.data) > SECTOR else 8)])


def _applied(content: bytes, ops: list[Op]) -> bytes:
    data = bytearray(content)
    for op in ops:
        if op.kind == "cut":
            data[op.at :] = b""
            data.extend(bytes(op.at - len(data)))
        else:
            data.extend(bytes(max(0, op.at - len(data))))
            data[op.at : op.at + len(op.data)] = op.data
    return bytes(data)
