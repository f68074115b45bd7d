"""In a house with a pretended camera at /dev/video7: lists it, pulls it, plugs it again, and opens it; each list is a line of JSON."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

from app.domain.filming import Devices
from video.capture.cameras import open_camera
from video.capture.devices import DeviceWatch
from video.capture.offers import plainest, recall

NODE = Path("/dev/video7")


def tell(devices: Devices) -> None:
    shown = [[one.id, one.name, [[f.width, f.height, f.frames_per_s] for f in one.formats]] for one in devices.cameras]
    print(json.dumps(shown), flush=True)


def main() -> None:
    application = QCoreApplication([])
    loop = QEventLoop()

    def changed(devices: Devices) -> None:
        tell(devices)
        loop.quit()

    watch = DeviceWatch(changed, tests=False)
    tell(watch.now())
    QTimer.singleShot(20_000, loop.quit)
    NODE.unlink()
    loop.exec()
    os.mknod(NODE, 0o600 | stat.S_IFCHR, os.makedev(1, 3))
    loop.exec()
    listed = recall(str(NODE))
    assert listed is not None
    camera = open_camera(str(NODE), None)
    assert camera.read(5.0) is not None
    camera.close()
    shape = camera.format
    print(json.dumps([plainest(listed.offers, shape), [shape.width, shape.height, shape.frames_per_s]]))
    watch.close()
    application.quit()


if __name__ == "__main__":
    main()
