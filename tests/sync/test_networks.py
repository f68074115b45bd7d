"""Which gateway the laptop is behind, from the kernel's tables as they look."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sync.networks import SystemNetworks

HEAD = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
WIFI = "wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n"
CABLE = "eth0\t00000000\tFE01A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
TUNNEL = "tun0\t00000000\t00000000\t0001\t0\t0\t50\t00000000\t0\t0\t0\n"
LOCAL = "wlan0\t0001A8C0\t00000000\t0001\t0\t0\t600\t00FFFFFF\t0\t0\t0\n"
ARP = "IP address       HW type     Flags       HW address            Mask     Device\n"
NEAR = "192.168.1.1      0x1         0x2         AA:bb:cc:dd:ee:01     *        wlan0\n"
OTHER = "192.168.1.254    0x1         0x2         aa:bb:cc:dd:ee:02     *        eth0\n"
ASKED = "192.168.1.1      0x1         0x0         00:00:00:00:00:00     *        wlan0\n"
ZERO = "192.168.1.1      0x1         0x2         00:00:00:00:00:00     *        wlan0\n"
SHORT = "192.168.1.1      0x20        0x2         aa:bb     *        wlan0\n"


@pytest.mark.skipif(sys.byteorder != "little", reason="the kernel writes addresses in its own order: these are a little-endian one's")
@pytest.mark.parametrize(
    ("routes", "near", "found"),
    [
        (LOCAL + WIFI, NEAR + OTHER, "aa:bb:cc:dd:ee:01"),
        (WIFI + CABLE, NEAR + OTHER, "aa:bb:cc:dd:ee:02"),
        (WIFI + TUNNEL, NEAR, None),
        (LOCAL, NEAR, None),
        (WIFI, OTHER, None),
        (WIFI, ASKED, None),
        (WIFI, ZERO, None),
        (WIFI, SHORT, None),
        (WIFI, NEAR.replace("wlan0", "wlan1"), None),
        (WIFI.replace("wlan0", "blå0"), NEAR.replace("wlan0", "blå0"), "aa:bb:cc:dd:ee:01"),
        ("", "", None),
        ("half a line\n", "half\n", None),
    ],
    ids=[
        "one",
        "smaller metric",
        "tunnel",
        "no default",
        "not met",
        "not answered",
        "no address",
        "radio",
        "other card",
        "any name",
        "none",
        "torn",
    ],
)
def test_the_gateway_is_told_by_its_hardware_address(tmp_path: Path, routes: str, near: str, found: str | None) -> None:
    (tmp_path / "route").write_text(HEAD + routes, encoding="utf-8")
    (tmp_path / "arp").write_text(ARP + near, encoding="utf-8")
    assert SystemNetworks(tmp_path).gateway() == found


def test_a_system_without_these_tables_cannot_tell(tmp_path: Path) -> None:
    assert SystemNetworks(tmp_path).gateway() is None


def test_this_system_says_one_or_none() -> None:
    found = SystemNetworks().gateway()
    assert found is None or len(found) == 17
