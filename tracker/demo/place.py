"""Where a demo lives: a folder of its own, with its database, the note of where it is served, and who holds it.

What the shell has set for an installation never reaches a demo: its processes get an environment of their own.
"""

import fcntl
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from notifications.channels.web_push.vapid import new_private_key

BASE_DIR = Path(__file__).resolve().parent.parent.parent
USUAL_FOLDER = BASE_DIR / "var" / "demo"
DATABASE = "shortcourse-demo.sqlite3"

# Of the shell's environment a demo needs no more than what makes Python and the terminal work.
KEPT = frozenset(
    {
        "HOME", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "PATH", "PYTHONPATH", "PYTHONUTF8", "TEMP", "TERM",
        "TMP", "TMPDIR", "USER", "VIRTUAL_ENV",
    }
)  # fmt: skip


class Built(TypedDict):
    """What building alone knows: links of invitations; keys of rows by those of stories (`story/course`) and staff."""

    links: dict[str, str]
    patients: dict[str, str]
    courses: dict[str, str]
    staff: dict[str, str]


class AlreadyRunning(RuntimeError):  # noqa: N818 (named as what is the case)
    """Another demo holds this folder."""


@dataclass(frozen=True, slots=True)
class Place:
    """A demo's folder."""

    folder: Path

    @property
    def database(self) -> Path:
        """The file of its database."""
        return self.folder / DATABASE

    @property
    def _built(self) -> Path:
        return self.folder / "built.json"

    @property
    def _note(self) -> Path:
        return self.folder / "running.json"

    def environment(self, *, address: str = "") -> dict[str, str]:
        """The environment of its processes: its own database, mail that is printed, no broker."""
        chosen = {name: value for name, value in os.environ.items() if name in KEPT}
        # A path from the project's folder on needs no quoting, whatever the folder's own name is.
        inside = self.folder.is_relative_to(BASE_DIR)
        name = str(self.database.relative_to(BASE_DIR)) if inside else str(self.database)
        return chosen | {
            "DJANGO_SETTINGS_MODULE": "tracker.settings",
            "SHORTCOURSE_ENV": "development",
            "DATABASE_URL": f"sqlite:///{name}",
            "EMAIL_URL": "consolemail://",
            "VAPID_PRIVATE_KEY": self._push_key(),
            "LOG_LEVEL": "WARNING",
            "PYTHONUNBUFFERED": "1",
            **({"BASE_URL": address} if address else {}),
        }

    def _push_key(self) -> str:
        """The key that the demo's pushes are signed with: made once, and kept for as long as its folder is."""
        kept = self.folder / "vapid_key"
        if not kept.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            kept.write_text(new_private_key(), encoding="utf-8")
            kept.chmod(0o600)
        return kept.read_text(encoding="utf-8").strip()

    def command(self, module: str, *arguments: str) -> list[str]:
        """How a process of the demo is started; it runs in the project's folder."""
        return [sys.executable, "-m", module, *arguments]

    def clear(self) -> None:
        """Take the last demo's database away."""
        for end in ("", "-wal", "-shm", "-journal"):
            self.database.with_name(self.database.name + end).unlink(missing_ok=True)
        self._built.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def keep(self, built: Built) -> None:
        """Keep what building alone could know."""
        self._built.write_text(json.dumps(built), encoding="utf-8")

    def built(self) -> Built:
        """What building alone could know."""
        kept: Built = json.loads(self._built.read_text(encoding="utf-8"))
        return kept

    def note(self, address: str) -> None:
        """Note where it is served."""
        self._note.write_text(json.dumps({"address": address}), encoding="utf-8")

    def served_at(self) -> str | None:
        """Where it is served now; None where no demo runs."""
        try:
            with self.held():
                return None
        except AlreadyRunning:
            return str(json.loads(self._note.read_text(encoding="utf-8"))["address"]) if self._note.exists() else None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder while this lasts; raises AlreadyRunning where another does. It ends with the process."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise AlreadyRunning from None
            yield
