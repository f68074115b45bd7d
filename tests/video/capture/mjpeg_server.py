"""A camera on the network of this machine alone: an HTTP server that sends JPEG after JPEG, as network cameras do."""

from __future__ import annotations

import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2

from tests.samples.coded import draw_frame

WIDTH, HEIGHT = 320, 180


class MjpegServer:
    """Coded frames at a rate. `close` takes it away, `stall` keeps the line and sends nothing."""

    def __init__(self, rate: float = 25, port: int = 0) -> None:
        self._period_s = 1 / rate
        self._over = threading.Event()
        self.stalled = threading.Event()
        self.sent: dict[int, int] = {}  # frame number to when it left, monotonic_ns
        self._lines: list[socket.socket] = []
        stream = self._stream

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                stream(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/camera.mjpg"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def stall(self) -> None:
        self.stalled.set()

    def close(self) -> None:
        self._over.set()
        for line in self._lines:
            line.close()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _stream(self, request: BaseHTTPRequestHandler) -> None:
        self._lines.append(request.connection)
        request.send_response(200)
        request.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        request.end_headers()
        began, number = time.monotonic(), 0
        while not self._over.wait(max(0.0, began + number * self._period_s - time.monotonic())):
            if self.stalled.is_set():
                self._over.wait()
                return
            bgr = cv2.cvtColor(draw_frame(number, WIDTH, HEIGHT), cv2.COLOR_YUV2BGR_I420)
            jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes()
            self.sent[number] = time.monotonic_ns()
            try:
                request.wfile.write(b"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%s\r\n" % (len(jpeg), jpeg))
            except OSError:
                return
            number += 1
