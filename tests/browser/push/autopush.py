"""A push service for browsers on this machine: Firefox's own protocol over a WebSocket, RFC 8030 towards the sender."""

import asyncio
import json
import secrets
import threading
from base64 import urlsafe_b64encode
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from aiohttp import WSMsgType, web

SUBPROTOCOL = "push-notification"


class Autopush:
    """The service, in a thread of its own with a loop of its own."""

    def __init__(self) -> None:
        """Nothing listens yet."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._browsers: dict[str, web.WebSocketResponse] = {}
        self._channels: dict[str, tuple[str, str]] = {}
        self._kept: dict[str, list[dict[str, Any]]] = {}
        self.acknowledged: list[str] = []
        self.port = 0

    @property
    def origin(self) -> str:
        """Where messages are sent to, as PUSH_LOCAL_SERVICE names it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        """Where browsers connect to."""
        return f"ws://127.0.0.1:{self.port}/"

    def __enter__(self) -> Self:
        """Begin to listen."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._begin(), self._loop).result(10)
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """End, with all connections."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _begin(self) -> None:
        app = web.Application()
        app.add_routes([web.get("/", self._connected), web.post("/wpush/{token}", self._sent)])
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def _end(self) -> None:
        for browser in list(self._browsers.values()):
            await browser.close()
        await self._runner.cleanup()

    async def _connected(self, request: web.Request) -> web.StreamResponse:
        """A browser: it says hello, registers channels, gets messages and acknowledges them."""
        socket = web.WebSocketResponse(protocols=(SUBPROTOCOL,))
        await socket.prepare(request)
        uaid = ""
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
            told = json.loads(message.data)
            kind = told.get("messageType")
            if kind == "hello":
                uaid = told.get("uaid") or uuid4().hex
                self._browsers[uaid] = socket
                answer: dict[str, Any] = {
                    "messageType": "hello",
                    "status": 200,
                    "uaid": uaid,
                    "use_webpush": True,
                    "broadcasts": {},
                }
                await socket.send_json(answer)
                for kept in self._kept.pop(uaid, []):
                    await socket.send_json(kept)
            elif kind == "register":
                token = secrets.token_urlsafe(24)
                self._channels[token] = (uaid, told["channelID"])
                endpoint = f"{self.origin}/wpush/{token}"
                await socket.send_json(
                    {"messageType": kind, "channelID": told["channelID"], "status": 200, "pushEndpoint": endpoint}
                )
            elif kind == "unregister":
                await socket.send_json({"messageType": kind, "channelID": told["channelID"], "status": 200})
            elif kind == "ack":
                self.acknowledged += [update["version"] for update in told["updates"]]
            elif not told:
                await socket.send_str("{}")
        self._browsers.pop(uaid, None)
        return socket

    async def _sent(self, request: web.Request) -> web.Response:
        """A message for a browser; kept for one that is away."""
        found = self._channels.get(request.match_info["token"])
        if found is None:
            return web.Response(status=404)
        uaid, channel = found
        body = urlsafe_b64encode(await request.read()).rstrip(b"=").decode()
        told = {
            "messageType": "notification",
            "channelID": channel,
            "version": uuid4().hex,
            "ttl": int(request.headers["TTL"]),
            "data": body,
            "headers": {"encoding": request.headers["Content-Encoding"]},
        }
        browser = self._browsers.get(uaid)
        if browser is None:
            self._kept.setdefault(uaid, []).append(told)
        else:
            await browser.send_json(told)
        return web.Response(status=201)
