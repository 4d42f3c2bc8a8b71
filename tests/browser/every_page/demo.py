"""The demo, built and served for a run; or one that is served already: SHORTCOURSE_TEST_DEMO=var/demo."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.browser.server import free_port
from tracker.demo.pages import PATIENT, Page, pages
from tracker.demo.place import BASE_DIR
from tracker.demo.processes import ENDS_WITHIN_SECONDS

OPEN = "is open: "
LISTED = list(pages())
# What answers machines is no page to look at.
SHOWN = [number for number, page in enumerate(LISTED) if not page.name.startswith("api:") and "/api/" not in page.path]


@dataclass(frozen=True)
class Opened:
    """A page of the list, with its address and the cookies that open it."""

    page: Page
    url: str
    cookies: list[dict[str, str]]

    @property
    def is_patients(self) -> bool:
        """Whether a patient opens it, who has a phone."""
        return self.page.role == PATIENT

    def cookies_for_a_context(self) -> list[dict[str, str]]:
        """As Playwright wants them."""
        return [cookie | {"url": self.url} for cookie in self.cookies]


def title(page: Page) -> str:
    """What a test of a page is called."""
    return f"{page.role}: {page.title}"


class Demo:
    """A demo that is served: its address, and its pages in the order of LISTED."""

    def __init__(self, folder: Path) -> None:
        """Ask it for its pages."""
        done = subprocess.run(
            [*_command(folder), "--pages"], cwd=BASE_DIR, capture_output=True, text=True, check=True
        )  # fmt: skip
        listed: list[dict[str, Any]] = json.loads(done.stdout)
        self.pages = [Opened(page, one["url"], one["cookies"]) for page, one in zip(LISTED, listed, strict=True)]
        parts = urlsplit(self.pages[0].url)
        self.address = f"{parts.scheme}://{parts.netloc}"


def _command(folder: Path) -> list[str]:
    return [sys.executable, "manage.py", "demo", "--folder", str(folder)]


@contextmanager
def served(folder: Path) -> Iterator[Demo]:
    """A demo in a folder of its own; it ends with the block."""
    if there := os.environ.get("SHORTCOURSE_TEST_DEMO"):
        yield Demo(Path(there))
        return
    child = subprocess.Popen(
        [*_command(folder), "--port", str(free_port())],
        cwd=BASE_DIR, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        assert child.stdout is not None
        said: list[str] = []
        for line in child.stdout:
            said.append(line)
            if OPEN in line:
                break
        else:
            raise AssertionError("the demo ended: " + "".join(said[-20:]))
        yield Demo(folder)
    finally:
        child.terminate()
        child.communicate(timeout=3 * ENDS_WITHIN_SECONDS)
