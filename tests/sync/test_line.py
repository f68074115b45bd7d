"""The line itself: whose certificate is believed, which proxy is used, and when a connection is used again."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.domain.errors import Circumstance, ErrorCode
from sync import line as line_module
from sync.line import Line, trusted_by_system
from sync.questions import Limits, Question
from sync.signatures import ANSWER_HEADER
from tests.sync.impostor import Heard, Raw, Told, Web
from tests.usecases.importing import Token

LIMITS = Limits(connect=5.0, whole=5.0, whole_large=5.0)
HELLO = Question("00", "GET", "/v1/health", {}, b"", 1000, 5.0)
NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)


@dataclass
class Authority:
    """What a municipality's own certificate authority would give out."""

    key: ec.EllipticCurvePrivateKey
    cert: x509.Certificate

    @classmethod
    def made(cls) -> Authority:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Test authority")])
        return cls(key, _certificate(name, name, key, key, NOW - DAY, NOW + 30 * DAY, authority=True))

    def written(self, folder: Path) -> Path:
        file = folder / "authority.pem"
        file.write_bytes(self.cert.public_bytes(serialization.Encoding.PEM))
        return file

    def server(self, folder: Path, *, host: str = "127.0.0.1", ends: datetime.datetime = NOW + DAY) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "base")])
        cert = _certificate(name, self.cert.subject, key, self.key, ends - 2 * DAY, ends, host=host)
        pem = serialization.Encoding.PEM
        file = folder / "server.pem"
        private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        file.write_bytes(cert.public_bytes(pem) + private)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    begins: datetime.datetime,
    ends: datetime.datetime,
    *,
    authority: bool = False,
    host: str = "127.0.0.1",
) -> x509.Certificate:
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(begins).not_valid_after(ends)
    made = made.add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    if not authority:
        made = made.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), critical=False)
    return made.sign(signer, hashes.SHA256())


@pytest.fixture
def authority() -> Authority:
    return Authority.made()


@pytest.fixture
def trusted(authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """The system trusts it, as it does those that IT has installed."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.written(tmp_path)))
    return authority


def hello(_heard: Heard) -> Told:
    return Told(200, b"here", {ANSWER_HEADER: "x"})


def code_of(url: str) -> ErrorCode | None:
    line = Line(url, LIMITS)
    try:
        assert line.ask(HELLO).body == b"here"
    except Circumstance as trouble:
        return trouble.code
    finally:
        line.close()
    return None


def test_who_the_system_trusts_is_trusted(trusted: Authority, tmp_path: Path) -> None:
    with Web(hello, trusted.server(tmp_path)) as web:
        assert code_of(web.url) is None
        assert web.paths() == ["GET /v1/health"]


def test_where_the_system_has_no_list_the_one_that_comes_along_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert trusted_by_system().verify_mode is ssl.CERT_REQUIRED
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    known = trusted_by_system()
    assert known.cert_store_stats()["x509_ca"] > 50
    assert (known.verify_mode, known.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_who_it_does_not_trust_hears_nothing(authority: Authority, tmp_path: Path) -> None:
    with Web(hello, authority.server(tmp_path)) as web:
        assert code_of(web.url) is ErrorCode.BASE_CERTIFICATE
        assert not web.heard


@pytest.mark.parametrize(
    ("host", "ends"),
    [("127.0.0.2", NOW + DAY), ("127.0.0.1", NOW - DAY), ("127.0.0.1", NOW + 3660 * DAY)],
    ids=["another name", "run out, or the clock is ahead", "the clock is ten years behind"],
)
def test_a_certificate_of_another_name_or_time(trusted: Authority, tmp_path: Path, host: str, ends: datetime.datetime) -> None:
    with Web(hello, trusted.server(tmp_path, host=host, ends=ends)) as web:
        assert code_of(web.url) is ErrorCode.BASE_CERTIFICATE
        assert not web.heard


def test_a_server_without_tls_is_not_spoken_to(trusted: Authority) -> None:
    """A portal that answers in plain text where TLS was asked for."""
    with Web(hello) as web:
        assert code_of(web.url.replace("http:", "https:")) is ErrorCode.BASE_UNREACHABLE
        assert not web.heard


def test_a_handshake_that_never_ends(trusted: Authority) -> None:
    def speak(connection: socket.socket, over: threading.Event) -> None:
        over.wait()

    with Raw(speak) as server:
        line = Line(server.url.replace("http:", "https:"), LIMITS)
        with pytest.raises(Circumstance) as raised:
            line.ask(Question("00", "GET", "/", {}, b"", 1000, 0.3))
        assert raised.value.code is ErrorCode.BASE_UNREACHABLE


# --- proxies ---


@pytest.fixture
def proxy() -> Iterator[Raw]:
    """One that refuses; `asked` is what it was asked for."""

    def speak(connection: socket.socket, over: threading.Event) -> None:
        connection.settimeout(2)
        ASKED.append(connection.recv(1000).split(b"\r\n")[0].decode())
        connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

    ASKED.clear()
    with Raw(speak) as server:
        yield server


ASKED: list[str] = []


def test_the_systems_proxy_is_used_and_sees_the_name_only(proxy: Raw, monkeypatch: pytest.MonkeyPatch) -> None:
    for named in (proxy.url, proxy.url.removeprefix("http://")):
        monkeypatch.setenv("https_proxy", named)
        assert code_of("https://base.example.org/samspill") is ErrorCode.BASE_UNREACHABLE
    assert ASKED == ["CONNECT base.example.org:443 HTTP/1.1"] * 2


def test_no_proxy_is_used_for_this_machine_or_where_it_says_so(proxy: Raw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", proxy.url)
    monkeypatch.setenv("http_proxy", proxy.url)
    monkeypatch.setenv("no_proxy", "127.0.0.3")
    with Web(hello) as web:
        assert code_of(web.url) is None
    assert code_of("https://127.0.0.3:9") is ErrorCode.BASE_UNREACHABLE
    assert not ASKED


def test_a_proxy_of_another_kind_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "socks5://127.0.0.1:9")
    with Web(hello) as web:
        assert code_of(web.url) is None


# --- the connection ---


def test_a_connection_is_used_again_and_made_anew_when_it_went() -> None:
    ends = [False, True, False]

    def answer(_heard: Heard) -> Told:
        return Told(200, b"here", {ANSWER_HEADER: "x", **({"Connection": "close"} if ends.pop(0) else {})})

    with Web(answer) as web:
        line = Line(web.url, LIMITS)
        for _ in range(3):
            assert line.ask(HELLO).status == 200
        assert web.connections == 2
        line.close()
        line.close()


def test_a_connection_that_was_shut_too_late_is_not_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer was in the house already: it counts, and the next question has a connection of its own."""
    stop, shut, read = Token(), threading.Event(), line_module._read
    monkeypatch.setattr(line_module._Held, "shut", lambda _held: shut.set())
    monkeypatch.setattr(line_module, "_LEAVING_S", 20.0)

    def read_and_stop(answer: httpx.Response, most: int) -> bytes:
        body, stop.set = read(answer, most), True
        shut.wait(20)
        return body

    monkeypatch.setattr(line_module, "_read", read_and_stop)
    with Web(hello) as web:
        line = Line(web.url, LIMITS)
        assert line.ask(HELLO, stop).status == 200
        assert line.ask(HELLO).status == 200
        assert web.connections == 2
        line.close()


def test_a_line_that_is_let_go_leaves_nothing_open() -> None:
    """Open sockets warn when they are collected, and warnings fail."""
    with Web(hello) as web:
        line = Line(web.url, LIMITS)
        line.ask(HELLO)
        del line
