"""Plays logind on the bus it is given: hands out an inhibitor, announces sleep, and waits until the inhibitor is let go of.

With the argument "filming" the process it watches films at the first sleep and lets it go on: it is woken, and has to ask again.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from jeepney import DBusAddress, HeaderFields, MessageType, new_method_return, new_signal  # type: ignore[import-untyped]
from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]
from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]

MANAGER = DBusAddress("/org/freedesktop/login1", interface="org.freedesktop.login1.Manager")


def main() -> None:
    arguments = sys.argv[1:]
    bus: Any = open_dbus_connection(bus=os.environ["DBUS_SYSTEM_BUS_ADDRESS"], enable_fds=True)
    bus.send_and_get_reply(message_bus.RequestName("org.freedesktop.login1"))
    watching = subprocess.Popen([sys.executable, str(Path(__file__).with_name("sleeping_process.py")), *arguments])
    for _sleep in range(2 if arguments else 1):
        reading = hand_out(bus)
        for starting in (False, True):  # waking up is no reason to lock
            announce(bus, starting=starting)
        os.read(reading, 1)  # ends when every holder of the inhibitor is gone
        say("released")
        announce(bus, starting=False)
    watching.wait(10)


def hand_out(bus: Any) -> int:
    """Wait until an inhibitor is asked for, and give it; the end that notices when it is let go of."""
    call = bus.receive()
    while call.header.message_type != MessageType.method_call or call.header.fields.get(HeaderFields.member) != "Inhibit":
        call = bus.receive()
    say(f"inhibit {call.body[0]} {call.body[3]}")
    reading, writing = os.pipe()
    bus.send(new_method_return(call, "h", (writing,)))
    os.close(writing)
    return reading


def announce(bus: Any, *, starting: bool) -> None:
    bus.send(new_signal(MANAGER, "PrepareForSleep", "b", (starting,)))


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
