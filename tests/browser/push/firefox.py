"""Firefox as Debian has it, told by WebDriver BiDi what to do; its push service is one on this machine."""

import asyncio
import os
import re
import subprocess
import threading
import time
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from aiohttp import ClientSession, ClientWebSocketResponse

LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
STARTS_WITHIN_SECONDS = 60


class Firefox:
    """One process with a profile of its own and one page."""

    def __init__(self, executable: str, profile: Path, *, push: str, bus: str) -> None:
        """`push` is the address of the push service, `bus` that of the bus on which notifications are shown."""
        self._executable, self._profile, self._bus = executable, profile, bus
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._numbers = count(1)
        profile.mkdir()
        chosen = {
            "dom.push.serverURL": push,
            "dom.push.testing.allowInsecureServerURL": True,
            "dom.push.testing.ignorePermission": True,
            "dom.push.connection.enabled": True,
            "permissions.default.desktop-notification": 1,
            "alerts.useSystemBackend": True,
            "dom.webnotifications.actions.enabled": True,
            "remote.active-protocols": 1,
            "app.update.auto": False,
            "browser.shell.checkDefaultBrowser": False,
            "datareporting.policy.dataSubmissionEnabled": False,
            "network.connectivity-service.enabled": False,
            "network.captive-portal-service.enabled": False,
        }
        lines = [f"user_pref({_js(name)}, {_js(value)});" for name, value in chosen.items()]
        (profile / "user.js").write_text("\n".join(lines), encoding="ascii")

    def __enter__(self) -> Self:
        """Start it."""
        environment = os.environ | {"DBUS_SESSION_BUS_ADDRESS": self._bus, "HOME": str(self._profile)}
        self._log = (self._profile / "log").open("w+")
        self._process = subprocess.Popen(
            [self._executable, "--headless", "--no-remote", "--profile", self._profile, "--remote-debugging-port", "0"],
            env=environment, stdout=self._log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self._thread.start()
        self._run(self._connect(self._listening()))
        self.send("session.new", capabilities={})
        self._page = self.send("browsingContext.getTree")["contexts"][0]["context"]
        return self

    def _listening(self) -> str:
        until = time.monotonic() + STARTS_WITHIN_SECONDS
        while time.monotonic() < until:
            found = LISTENING.search((self._profile / "log").read_text(encoding="utf-8"))
            if found:
                return found[1]
            time.sleep(0.1)
        raise TimeoutError((self._profile / "log").read_text(encoding="utf-8"))

    async def _connect(self, address: str) -> None:
        self._session = ClientSession()
        self._socket: ClientWebSocketResponse = await self._session.ws_connect(f"{address}/session", max_msg_size=0)

    def _run(self, what: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(60)

    def send(self, method: str, **parameters: Any) -> Any:
        """What a command answers."""
        return self._run(self._ask(method, parameters))

    async def _ask(self, method: str, parameters: dict[str, Any]) -> Any:
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        while True:
            told = await self._socket.receive_json()
            if told.get("id") == number:
                if told["type"] == "error":
                    raise RuntimeError(f"{method}: {told['message']}")
                return told["result"]

    def sign_in(self, address: str, name: str, session: str) -> None:
        """Take the session's cookie."""
        cookie = {"name": name, "value": {"type": "string", "value": session}, "domain": urlsplit(address).hostname}
        self.send("storage.setCookie", cookie={**cookie, "path": "/", "sameSite": "lax"})

    def open(self, address: str) -> None:
        """Open a page and wait for all of it."""
        self.send("browsingContext.navigate", context=self._page, url=address, wait="complete")

    def evaluate(self, expression: str) -> Any:
        """What an expression gives on the page, as if the user had just tapped."""
        told = self.send(
            "script.evaluate",
            expression=expression,
            target={"context": self._page},
            awaitPromise=True,
            userActivation=True,
        )
        if told["type"] != "success":
            raise RuntimeError(told["exceptionDetails"]["text"])
        return told["result"].get("value")

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """End it."""
        self._run(self._socket.close())
        self._run(self._session.close())
        self._process.terminate()
        self._process.wait()
        self._log.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


def _js(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else f'"{value}"'
