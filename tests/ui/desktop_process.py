"""Plays logind and the desktop on the bus it is given, for a process that stays awake: says what is asked for, refused and let go of.

The first argument is what logind refuses: the wishes that hold this word.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

from jeepney import HeaderFields, MessageType, new_error, new_method_return  # type: ignore[import-untyped]
from jeepney.bus_messages import MatchRule, message_bus  # type: ignore[import-untyped]
from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]


class Desktop:
    def __init__(self, refused: str) -> None:
        self.refused = refused
        self.bus: Any = open_dbus_connection(bus=os.environ["DBUS_SESSION_BUS_ADDRESS"], enable_fds=True)
        for name in ("org.freedesktop.login1", "org.freedesktop.ScreenSaver"):
            self.bus.send_and_get_reply(message_bus.RequestName(name))
        gone = MatchRule(type="signal", member="NameOwnerChanged", sender="org.freedesktop.DBus")
        self.bus.send_and_get_reply(message_bus.AddMatch(gone))
        self.screen_for = ""
        self.held: int | None = None

    def serve(self) -> None:
        """Until whoever asked for the screen is gone and the inhibitor was let go of."""
        while self.screen_for or self.held is not None or not self.asked():
            pipes = [] if self.held is None else [self.held]
            readable, _, _ = select.select([self.bus.sock, *pipes], [], [], 20)
            if not readable:
                raise SystemExit("nothing came")
            if self.held in readable:
                os.close(self.held)  # type: ignore[arg-type]
                self.held = None
                say("released")
            else:
                self.answer(self.bus.receive())

    def asked(self) -> bool:
        return self.seen > 1

    seen = 0

    def answer(self, message: Any) -> None:
        member = message.header.fields.get(HeaderFields.member)
        sender = message.header.fields.get(HeaderFields.sender)
        if message.header.message_type == MessageType.signal:
            if member == "NameOwnerChanged" and message.body[0] == self.screen_for:
                self.screen_for = ""
                say("screen let go")
        elif member == "Inhibit" and message.header.fields.get(HeaderFields.interface) == "org.freedesktop.ScreenSaver":
            self.seen += 1
            self.screen_for = sender
            say("screen on")
            self.bus.send(new_method_return(message, "u", (7,)))
        elif member == "Inhibit" and self.refused and self.refused in message.body[0]:
            say(f"refuse {message.body[0]}")
            self.bus.send(new_error(message, "org.freedesktop.DBus.Error.AccessDenied"))
            self.seen += self.refused == "sleep" and ":" not in message.body[0]
        elif member == "Inhibit":
            self.seen += 1
            say(f"{message.body[3]} {message.body[0]} by {message.body[1]}")
            self.held, writing = os.pipe()
            self.bus.send(new_method_return(message, "h", (writing,)))
            os.close(writing)


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main() -> None:
    desktop = Desktop(sys.argv[1] if len(sys.argv) > 1 else "")
    awake = subprocess.Popen([sys.executable, str(Path(__file__).with_name("awake_process.py"))])
    desktop.serve()
    awake.wait(10)


if __name__ == "__main__":
    main()
