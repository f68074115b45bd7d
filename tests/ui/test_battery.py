"""The battery in words: read by psutil from real files as the kernel lays them out, and shown in a real label."""

from __future__ import annotations

import sys
from pathlib import Path

import psutil
import pytest

from tests.ui.films import wait_for
from ui.battery import SUPPLIES, Battery, BatteryLabel, read_battery
from ui.jobs import Jobs

linux = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's folder of supplies is Linux's")


def supply(folder: Path, name: str, **files: object) -> None:
    (folder / name).mkdir()
    for file, value in files.items():
        (folder / name / file).write_text(f"{value}\n")


@pytest.fixture
def supplies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that psutil takes for the kernel's."""
    monkeypatch.setattr(psutil._pslinux, "POWER_SUPPLY_PATH", str(tmp_path))
    return tmp_path


@linux
@pytest.mark.parametrize(
    ("plug", "files", "expected"),
    [
        (0, {"energy_now": 31_000_000, "energy_full": 50_000_000, "power_now": 15_500_000}, Battery(62, on_battery=True, minutes_left=120)),
        (1, {"energy_now": 31_000_000, "energy_full": 50_000_000, "power_now": 15_500_000}, Battery(62, on_battery=False)),
        (0, {"capacity": 8}, Battery(8, on_battery=True)),
        (0, {"energy_now": 49, "energy_full": 50, "power_now": 1}, Battery(98, on_battery=True)),  # 49 hours: it has not measured yet
        (0, {"energy_now": 51, "energy_full": 50, "power_now": 0}, Battery(100, on_battery=True)),  # an old battery that was full
    ],
)
def test_what_the_kernel_says_is_read(supplies: Path, plug: int, files: dict[str, int], expected: Battery) -> None:
    supply(supplies, "BAT0", type="Battery", status="Discharging", **files)
    supply(supplies, "AC", type="Mains", online=plug)
    assert read_battery(supplies) == expected


@linux
def test_a_battery_that_is_kept_at_80_percent_is_not_running_out(supplies: Path) -> None:
    supply(supplies, "BAT0", type="Battery", status="Not charging", capacity=80)
    assert read_battery(supplies) == Battery(80, on_battery=False)


@linux
def test_the_battery_of_a_mouse_is_not_the_laptops(supplies: Path) -> None:
    supply(supplies, "hidpp_battery_0", type="Battery", scope="Device", capacity=3, status="Discharging")
    assert read_battery(supplies) is None


@linux
def test_no_battery_and_no_folder_are_nothing(supplies: Path) -> None:
    assert read_battery(supplies) is None
    assert read_battery(supplies / "gone") is None


@linux
def test_this_machine_is_told_as_it_is() -> None:
    there = any((one / "type").read_text().strip() == "Battery" for one in SUPPLIES.iterdir()) if SUPPLIES.is_dir() else False
    assert (read_battery() is None) or there


@pytest.mark.parametrize(
    ("battery", "needed", "low"),
    [
        (Battery(62, on_battery=True, minutes_left=120), 20, False),
        (Battery(62, on_battery=True, minutes_left=18), 20, True),
        (Battery(62, on_battery=True, minutes_left=40), 45, True),
        (Battery(15, on_battery=True), 20, True),
        (Battery(3, on_battery=False), 20, False),
    ],
)
def test_a_battery_that_may_not_last_the_film_is_low(battery: Battery, needed: int, low: bool) -> None:
    assert battery.is_low(needed) is low


def test_the_label_says_it_and_hides_where_there_is_none(jobs: Jobs) -> None:
    told: list[Battery | None] = [Battery(62, on_battery=True, minutes_left=25)]
    label = BatteryLabel(jobs, read=lambda: told[0])
    assert label.isHidden()
    label.start()
    wait_for(lambda: not label.isHidden())
    assert label.text() == "Batteri 62 %, om lag 25 min igjen" and label.property("role") == "secondary"
    label.set_needed(30)
    assert label.text() == label.accessibleName() == "Batteri 62 %, om lag 25 min igjen. Koble til strøm"
    assert label.property("role") == "warn"
    told[0] = Battery(63, on_battery=False)
    label.watch.look()
    wait_for(lambda: label.text() == "Strømmen er koblet til, batteri 63 %")
    assert label.property("role") == "secondary"
    told[0] = None
    label.watch.look()
    wait_for(label.isHidden)
    label.stop()
