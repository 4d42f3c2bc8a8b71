"""The demo as somebody meets it: built, served, every page of its list opened, ended."""

import http.cookiejar
import json
import os
import signal
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tracker.demo.place import BASE_DIR, DATABASE

pytestmark = pytest.mark.slow

BUILT_WITHIN_SECONDS = 600
OPEN = "is open: "
OTHER = "other.sqlite3"


def _demo(folder: Path, *arguments: str, **more: Any) -> list[str]:
    return [sys.executable, "manage.py", "demo", "--folder", str(folder), *arguments]


def _environment(folder: Path) -> dict[str, str]:
    """A shell that has an installation's settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return kept | {"DATABASE_URL": f"sqlite:///{folder / OTHER}", "EMAIL_URL": "smtp://127.0.0.1:1"}


def _until_open(demo: "subprocess.Popen[str]") -> tuple[str, list[str]]:
    """The address that is printed, and all that was printed up to it."""
    assert demo.stdout is not None
    said: list[str] = []
    for line in demo.stdout:
        said.append(line.rstrip())
        if OPEN in line:
            return line.partition(OPEN)[2].strip(), said
    raise AssertionError("the demo ended: " + "\n".join(said[-20:]))


def _opened(page: dict[str, Any]) -> tuple[int, str]:
    """Status and final address of a page, opened with its cookies alone."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in page["cookies"])
    request = urllib.request.Request(page["url"], headers={"Cookie": cookies} if cookies else {})  # noqa: S310
    try:
        with opener.open(request) as answer:
            answer.read()
            return answer.status, answer.url
    except urllib.error.HTTPError as refused:
        return refused.code, page["url"]


def _wrong(listed: list[dict[str, Any]]) -> Iterator[str]:
    for page in listed:
        status, url = _opened(page)
        # A page that leads elsewhere is not the page that the list names; an invitation's link alone does.
        elsewhere = url.partition("?")[0] != page["url"].partition("?")[0] and "invitation" not in url
        if status != page["status"] or elsewhere:
            yield f"{page['role']}, {page['title']}: {page['url']} answers {status} at {url}"


def test_a_demo_is_built_served_opened_and_ended(tmp_path: Path) -> None:
    folder, environment = tmp_path / "demo", _environment(tmp_path)
    demo = subprocess.Popen(
        _demo(folder, "--port", "18400"),
        cwd=BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        address, said = _until_open(demo)
        assert len([line for line in said if "days ago" in line]) > 1, "progress is shown"
        second = subprocess.run(
            _demo(folder, "--no-serve"), cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False
        )
        assert second.returncode == 1
        assert "runs already" in second.stderr
        listing = subprocess.run(
            _demo(folder, "--pages"), cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=True
        )
        listed = json.loads(listing.stdout)
        assert all({"url", "role", "title", "cookies"} <= page.keys() for page in listed)
        assert all(page["url"].startswith(address.rstrip("/")) for page in listed)
        assert list(_wrong(listed)) == []
    finally:
        demo.send_signal(signal.SIGTERM)
        rest, _ = demo.communicate(timeout=60)
    assert demo.returncode == 0, rest
    assert "The demo has ended." in rest
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(address)  # noqa: S310 (our own address)
    assert not (tmp_path / OTHER).exists()
    with sqlite3.connect(folder / DATABASE) as database:
        assert database.execute("SELECT count(*) FROM courses_practice").fetchone() == (1,)


def test_without_a_demo_there_are_no_pages_to_list(tmp_path: Path) -> None:
    done = subprocess.run(
        _demo(tmp_path / "demo", "--pages"),
        cwd=BASE_DIR,
        env=_environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "make demo" in done.stderr
    assert done.stdout == ""
