"""Where a desktop shows notifications: what reaches it is what anybody sees, and a tap there is a real one."""

import asyncio
import subprocess
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, dbus_method, dbus_signal

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
CAPABILITIES = ["actions", "body", "persistence"]


@dataclass(frozen=True, slots=True)
class Seen:
    """One notification as it is shown."""

    id: int
    title: str
    body: str
    actions: dict[str, str]  # label: key


class Notifications(ServiceInterface):
    """The service that programs show notifications by."""

    def __init__(self) -> None:
        super().__init__(NAME)
        self.seen: list[Seen] = []

    @dbus_method()
    def GetServerInformation(self) -> "ssss":  # type: ignore[name-defined] # noqa: F821, N802
        return ["desk", "tests", "1", "1.2"]

    @dbus_method()
    def GetCapabilities(self) -> "as":  # type: ignore[valid-type] # noqa: F722, N802
        return CAPABILITIES

    @dbus_method()
    def Notify(  # noqa: N802
        self,
        app: "s",  # type: ignore[name-defined] # noqa: F821
        replaces: "u",  # type: ignore[name-defined] # noqa: F821
        icon: "s",  # type: ignore[name-defined] # noqa: F821
        title: "s",  # type: ignore[name-defined] # noqa: F821
        body: "s",  # type: ignore[name-defined] # noqa: F821
        actions: "as",  # type: ignore[valid-type] # noqa: F722
        hints: "a{sv}",  # type: ignore[valid-type] # noqa: F722
        timeout: "i",  # type: ignore[name-defined] # noqa: F821
    ) -> "u":  # type: ignore[name-defined] # noqa: F821
        key = replaces or len(self.seen) + 1
        self.seen.append(Seen(key, title, body, dict(zip(actions[1::2], actions[::2], strict=True))))
        return key

    @dbus_method()
    def CloseNotification(self, key: "u") -> None:  # type: ignore[name-defined] # noqa: F821, N802
        self.NotificationClosed(key, 3)

    @dbus_signal()
    def NotificationClosed(self, key: Any, reason: Any) -> "uu":  # type: ignore[name-defined] # noqa: F821, N802
        return [key, reason]

    @dbus_signal()
    def ActionInvoked(self, key: Any, action: Any) -> "us":  # type: ignore[name-defined] # noqa: F821, N802
        return [key, action]


class Desk:
    """A bus of its own with that service on it."""

    def __init__(self) -> None:
        """Nothing runs yet."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._notifications = Notifications()
        self.address = ""

    @property
    def seen(self) -> list[Seen]:
        """What was shown, in order."""
        return list(self._notifications.seen)

    def tap(self, seen: Seen, label: str) -> None:
        """Tap a button by its words."""
        self._loop.call_soon_threadsafe(self._notifications.ActionInvoked, seen.id, seen.actions[label])

    def __enter__(self) -> Self:
        """Start the bus."""
        self._daemon = subprocess.Popen(
            ["dbus-daemon", "--session", "--print-address=1", "--nofork", "--nopidfile"],  # noqa: S607
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._daemon.stdout is not None
        self.address = self._daemon.stdout.readline().strip()
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._begin(), self._loop).result(10)
        return self

    async def _begin(self) -> None:
        self._bus = await MessageBus(bus_address=self.address).connect()
        self._bus.export(PATH, self._notifications)
        await self._bus.request_name(NAME)

    async def _end(self) -> None:
        self._bus.disconnect()
        await self._bus.wait_for_disconnect()  # type: ignore[no-untyped-call]
        # The library leaves it open.
        if self._bus._sock is not None:
            self._bus._sock.close()

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """End it."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._daemon.terminate()
        self._daemon.wait()
        assert self._daemon.stdout is not None
        self._daemon.stdout.close()
