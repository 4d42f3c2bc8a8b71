"""A push service on this machine that does what a real one and a phone do: takes what is sent, checks who signed it,
and decrypts it with the private key of the phone that it is for. For tests and benches.

    with PushService() as service:
        phone = service.phone()
        ...                                # settings.PUSH_LOCAL_SERVICE = service.origin
        phone.received[0].notification["title"]
"""

import json
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from py_vapid.utils import b64urlencode

MOST_BYTES = 4096
CREATED, BAD, UNAUTHORIZED, NOT_FOUND, TOO_LARGE = 201, 400, 401, 404, 413


@dataclass(frozen=True, slots=True)
class Push:
    """One message as the phone reads it."""

    headers: Mapping[str, str]
    payload: Mapping[str, Any]

    @property
    def notification(self) -> Mapping[str, Any]:
        """What is shown."""
        return dict(self.payload["notification"])

    @property
    def key(self) -> str:
        """The public key that it was signed with."""
        return self.headers["authorization"].rpartition("k=")[2]


@dataclass(slots=True)
class Phone:
    """A phone with its keys; `answer` is what the service says of what is sent to it instead of taking it."""

    address: str
    private_key: ec.EllipticCurvePrivateKey
    secret: bytes
    received: list[Push] = field(default_factory=list)
    answer: int = CREATED
    answer_headers: dict[str, str] = field(default_factory=dict)
    hangs_for_seconds: float = 0

    @property
    def p256dh(self) -> str:
        """Its public key, as a browser tells it."""
        point = self.private_key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return str(b64urlencode(point))

    @property
    def auth(self) -> str:
        """Its secret."""
        return str(b64urlencode(self.secret))

    def decrypted(self, body: bytes) -> Mapping[str, Any]:
        """What only this phone can read."""
        plain = http_ece.decrypt(body, private_key=self.private_key, auth_secret=self.secret, version="aes128gcm")
        told: Mapping[str, Any] = json.loads(plain)
        return told


class PushService:
    """The service; a thread a request, all of them gone at its end."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        """Listen at a free port."""
        self.phones: dict[str, Phone] = {}
        self.requests: list[str] = []
        self.stopping = threading.Event()
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                service.take(self)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer((host, 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def origin(self) -> str:
        """Its address, as PUSH_LOCAL_SERVICE names it."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def phone(self) -> Phone:
        """A new phone that is subscribed here."""
        path = f"/push/{secrets.token_urlsafe(24)}"
        phone = Phone(self.origin + path, ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16))
        self.phones[path] = phone
        return phone

    def take(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request as a push service does (RFC 8030)."""
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        self.requests.append(request.path)
        phone = self.phones.get(request.path)
        status = NOT_FOUND if phone is None else self._judge(request, body) or phone.answer
        if phone is not None and phone.hangs_for_seconds:
            self.stopping.wait(phone.hangs_for_seconds)
        if phone is not None and status == CREATED:
            headers = {name.lower(): value for name, value in request.headers.items()}
            phone.received.append(Push(headers, phone.decrypted(body)))
        try:
            request.send_response(status)
            for name, value in (phone.answer_headers if phone else {}).items():
                request.send_header(name, value)
            request.send_header("Content-Length", "0")
            request.end_headers()
        except OSError:
            request.close_connection = True

    def _judge(self, request: BaseHTTPRequestHandler, body: bytes) -> int | None:
        """What is wrong with a request for any push service."""
        told = request.headers
        if len(body) > MOST_BYTES:
            return TOO_LARGE
        topic = told.get("Topic", "")
        if told.get("Content-Encoding") != "aes128gcm" or not told.get("TTL", "").isdigit() or len(topic) > 32:
            return BAD
        try:
            signed = Vapid02.verify(told["Authorization"])
        except Exception:  # noqa: BLE001 (whatever is wrong with it)
            return UNAUTHORIZED
        return None if signed else UNAUTHORIZED

    def __enter__(self) -> Self:
        """Begin to answer."""
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """End."""
        self.stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def wait_until(holds: Any, seconds: float = 5) -> bool:
    """Whether something came to hold within so long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.02)
    return bool(holds())
