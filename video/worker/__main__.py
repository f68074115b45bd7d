"""`python -m video.worker`: the decoder worker. Started by `video/host.py` only, with its two pipes as standard input and output.

Loads everything it will ever need, gives up every right it can (sandbox.py), says `ready`, then passes messages to its sessions until the
pipe from the application closes. That end is abrupt on purpose: nothing here is worth saving.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from typing import Final

from video.launch import own_pipes
from video.picture_memory import PictureMemory
from video.wire import Frame, Message, Sender, Served, WireFault, exactly, read_frame, write_all
from video.worker import sandbox
from video.worker.registry import session_maker
from video.worker.session import Desk, Session, serve
from video.worker.stream import Reader

MAX_SESSIONS: Final = 64


class Worker:
    """The main loop: reads frames, opens and closes sessions, delivers bytes."""

    def __init__(self, post: Callable[[Frame], None], pictures: memoryview | None) -> None:
        self._post = post
        self._pictures = pictures
        self._reader = Reader(post)
        self._desks: dict[int, Desk] = {}

    def take(self, frame: Frame) -> None:
        """Act on one frame. Raises WireFault for what the application would never send."""
        if isinstance(frame, Served):
            self._reader.deliver(frame)
        elif isinstance(frame, Message):
            self._message(frame)
        else:
            raise WireFault

    def _message(self, message: Message) -> None:
        if message.kind == "open":
            self._open(message)
        elif message.kind == "close":
            desk = self._desks.pop(message.session, None)
            if desk is not None:
                desk.put(None)
        elif message.session in self._desks:
            self._desks[message.session].put(message)

    def _open(self, message: Message) -> None:
        if message.session in self._desks or len(self._desks) >= MAX_SESSIONS:
            raise WireFault
        desk = Desk(message.session, self._post, self._reader, self._pictures)
        make = session_maker(message.text("name"))
        self._desks[message.session] = desk
        threading.Thread(target=self._run, args=(make, desk, message.session), daemon=True, name=f"session-{message.session}").start()

    def _run(self, make: Callable[[Desk], Session], desk: Desk, session: int) -> None:
        serve(make, desk)
        self._post(Message(session, "closed"))


def main(arguments: list[str]) -> None:
    """Serve until the application closes the pipe.

    `arguments`: what `PictureMemory.argument` gave, if there is picture memory; `--gently` to give way to other processes.
    """
    read_fd, write_fd = own_pipes()
    pictures = PictureMemory.attach(next(iter(a for a in arguments if not a.startswith("--")), ""))
    if "--gently" in arguments and hasattr(os, "nice"):
        os.nice(10)
    status = sandbox.enter()
    sender = Sender(write_all(lambda data: os.write(write_fd, data)))
    read = exactly(lambda length: os.read(read_fd, length))
    worker = Worker(sender.send, pictures.view if pictures else None)
    sender.send(Message(0, "ready", status.fields()))
    try:
        while True:
            worker.take(read_frame(read))
    except (EOFError, OSError, WireFault):
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
