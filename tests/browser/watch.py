"""What no page may do, whatever is tried on it: an error in the console, a request to another origin."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request

# Not the network's.
INNER = ("data", "blob", "about", "chrome", "devtools")


class Watch:
    """Looks on at every context that a test opens; the test's end asks what it saw."""

    def __init__(self, address: str) -> None:
        """`address` is the one origin that may be asked."""
        self._address = urlsplit(address)
        self._seen: list[str] = []
        self._expected: list[str] = []

    def expect(self, pattern: str) -> None:
        """Errors that this test means to provoke, by a pattern: `ERR_INTERNET_DISCONNECTED`, ` 404 `."""
        self._expected.append(pattern)

    def on(self, context: BrowserContext) -> None:
        """Look on at a context."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self._note(f"uncaught: {error.error}"))
        context.on("request", self._request)
        context.on("serviceworker", lambda worker: worker.on("console", self._console))

    def on_page(self, page: Page) -> None:
        """Look on at one page of a context that outlives it."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._note(f"uncaught: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._note(f"console: {message.text} ({message.location.get('url', '')})")

    def _request(self, request: Request) -> None:
        asked = urlsplit(request.url)
        if asked.scheme not in INNER and (asked.scheme, asked.netloc) != (self._address.scheme, self._address.netloc):
            self._note(f"another origin: {request.method} {request.url}")

    def _note(self, what: str) -> None:
        if not any(re.search(pattern, what) for pattern in self._expected):
            self._seen.append(what)

    def seen(self) -> list[str]:
        """What should not have been, in order."""
        return list(self._seen)

    def forget(self) -> None:
        """Forget what was seen so far: for tests of this very watch."""
        self._seen.clear()


def is_closed(error: Error) -> bool:
    """Whether a browser says no more than that it is gone already."""
    return "closed" in str(error)
