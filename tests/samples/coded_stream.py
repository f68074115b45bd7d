"""A camera on the network of this machine: numbered pictures as an MJPEG stream, at the rate of a camera, to whoever asks.

It knows which picture it sent last, so that what a film lost is counted against what the camera had given and not against a guess.
"""

from __future__ import annotations

import socket
import threading
import time
from functools import lru_cache
from types import TracebackType

import cv2
import numpy as np

from tests.samples.coded import draw_frame

FPS = 30
LAP = 15 * FPS  # pictures until their numbers begin again
_HEAD = b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=next\r\n\r\n"


@lru_cache(maxsize=4)
def lap(width: int, height: int) -> tuple[bytes, ...]:
    """Each picture of a lap as it is sent."""
    made = []
    for number in range(LAP):
        pixels = cv2.cvtColor(draw_frame(number, width, height), cv2.COLOR_YUV2BGR_I420)
        done, jpeg = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 85])
        assert done
        data = np.asarray(jpeg).tobytes()
        made.append(b"--next\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%s\r\n" % (len(data), data))
    return tuple(made)


class CodedStream:
    """Serves until it is closed. `vanish` is the plug being pulled, `come_back` being put in again."""

    def __init__(self, width: int = 640, height: int = 360) -> None:
        self._pictures = lap(width, height)
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(0.05)
        self._here = threading.Event()
        self._here.set()
        self._closing = False
        self._began = time.monotonic()
        self.sent = -1  # the running number of the picture that was sent last, laps counted
        self._thread = threading.Thread(target=self._serve, name="coded-stream")
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.getsockname()[1]}/camera.mjpg"

    def vanish(self) -> None:
        self._here.clear()

    def come_back(self) -> None:
        self._here.set()

    def lost_since(self, sent: int, number: int) -> float:
        """How many seconds of pictures lie between the one with this number and the one that had been sent last, at most a lap."""
        return (sent - number) % LAP / FPS

    def close(self) -> None:
        self._closing = True
        self._thread.join()
        self._server.close()

    def __enter__(self) -> CodedStream:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self.close()

    def _serve(self) -> None:
        while not self._closing:
            try:
                client, _ = self._server.accept()
            except TimeoutError:
                continue
            with client:
                if not self._here.is_set():
                    continue  # nobody is there
                client.settimeout(1.0)
                try:
                    client.recv(4096)
                    client.sendall(_HEAD)
                    self._stream(client)
                except OSError:
                    continue  # it was killed, or looks elsewhere

    def _stream(self, client: socket.socket) -> None:
        while self._here.is_set() and not self._closing:
            due = int((time.monotonic() - self._began) * FPS)
            if due <= self.sent:
                time.sleep(max(0.001, self._began + (self.sent + 1) / FPS - time.monotonic()))
                continue
            self.sent = due
            client.sendall(self._pictures[due % LAP])
