"""An SMS provider on this machine that speaks Twilio's shape: takes texts by form and basic auth, refuses by number,
hangs, and calls back signed. For tests and benches.

    with SmsService() as service:
        ...                                # settings.SMS = service.account
        service.texts[0]["Body"]
"""

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs

SID, TOKEN, SENDER = "AC" + "0" * 32, "a-token", "+12025550100"
CREATED, BAD, UNAUTHORIZED, NOT_FOUND = 201, 400, 401, 404


class SmsService:
    """The provider; a thread a request, all gone at its end. `answers` says what is refused: status and code."""

    def __init__(self) -> None:
        """Listen at a free port."""
        self.texts: list[dict[str, str]] = []
        self.asked = 0
        self.answers: dict[str, tuple[int, int]] = {}
        self.hangs = False
        self.stopping = threading.Event()
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                service.take(self)

            def do_GET(self) -> None:
                service.tell(self)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def account(self) -> tuple[str, str, str, str]:
        """As settings.SMS names it."""
        return f"http://127.0.0.1:{self._server.server_address[1]}", SID, TOKEN, SENDER

    def take(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request to send."""
        body = request.rfile.read(int(request.headers.get("Content-Length", 0))).decode()
        self.asked += 1
        if self.hangs:
            self.stopping.wait()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        number = form.get("To", "")
        if not self._is_known(request):
            _answer(request, UNAUTHORIZED, {"code": 20003})
        elif request.path != f"/2010-04-01/Accounts/{SID}/Messages.json":
            _answer(request, NOT_FOUND, {"code": 20404})
        elif number in self.answers:
            status, code = self.answers[number]
            _answer(request, status, {"code": code, "message": "refused", "status": status})
        elif not form.get("Body") or form.get("From") != SENDER:
            _answer(request, BAD, {"code": 21602})
        else:
            self.texts.append(form)
            _answer(request, CREATED, {"sid": f"SM{len(self.texts):032}", "status": "queued"})

    def tell(self, request: BaseHTTPRequestHandler) -> None:
        """Answer who asks for the account."""
        _answer(request, 200 if self._is_known(request) else UNAUTHORIZED, {"status": "active"})

    def _is_known(self, request: BaseHTTPRequestHandler) -> bool:
        told = base64.b64encode(f"{SID}:{TOKEN}".encode()).decode()
        return request.headers.get("Authorization") == f"Basic {told}"

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


def _answer(request: BaseHTTPRequestHandler, status: int, told: dict[str, object]) -> None:
    body = json.dumps(told).encode()
    try:
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)
    except OSError:
        request.close_connection = True
