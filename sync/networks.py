"""Which network the laptop is in, as far as the system tells without being asked over the network. Fulfils `app.base_ports.Networks`.

The gateway's hardware address is a hint, not a proof: whoever wants to can take on another's. It only decides whether sending needs a
question; who is answered to is decided by the base's key.
"""

from __future__ import annotations

import ipaddress
import re
import sys
from pathlib import Path

_UP_AND_GATEWAY = 0x0003
_COMPLETE = 0x0002
_HARDWARE = re.compile(r"([0-9a-f]{2}:){5}[0-9a-f]{2}")
_NONE = "00:00:00:00:00:00"


class SystemNetworks:
    """Linux: the kernel's own tables. Elsewhere it cannot be told, and nothing is sent without a question."""

    def __init__(self, tables: Path = Path("/proc/net")) -> None:
        self._tables = tables

    def gateway(self) -> str | None:
        """The hardware address of the default route's gateway. None too for a tunnel, which has none."""
        route = self._default_route()
        return None if route is None else self._hardware_of(*route)

    def _default_route(self) -> tuple[str, str] | None:
        """Interface and address of the gateway with the smallest metric."""
        found = []
        for words in self._rows("route"):
            if len(words) >= 8 and words[1] == "00000000" and words[7] == "00000000":
                found.append((int(words[6]), int(words[3], 16), words[0], words[2]))
        if not found:
            return None
        _metric, flags, interface, gateway = min(found)
        if flags & _UP_AND_GATEWAY != _UP_AND_GATEWAY:
            return None
        return interface, str(ipaddress.IPv4Address(int(gateway, 16).to_bytes(4, sys.byteorder)))

    def _hardware_of(self, interface: str, address: str) -> str | None:
        for words in self._rows("arp"):
            if len(words) >= 6 and (words[0], words[5]) == (address, interface) and int(words[2], 16) & _COMPLETE:
                hardware = words[3].lower()
                return hardware if _HARDWARE.fullmatch(hardware) and hardware != _NONE else None
        return None

    def _rows(self, table: str) -> list[list[str]]:
        """Without the heading. Nothing where the system has no such table."""
        try:
            lines = (self._tables / table).read_text(encoding="ascii", errors="replace").splitlines()
        except OSError:
            return []
        return [line.split() for line in lines[1:]]
