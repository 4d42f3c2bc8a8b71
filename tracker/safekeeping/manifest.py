"""What lies beside a backed up database: what it was made of, and what must come back."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tracker.safekeeping.problems import CannotBeDone
from tracker.safekeeping.tallies import Tallies, Tally

NAME = "manifest.json"
FORMAT = "shortcourse-backup/1"
AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One backup. `vendor` is Django's name of the database, `version` the major version of a PostgreSQL server."""

    made_at: str
    vendor: str
    version: int
    file: str
    sha256: str
    migrations: list[str]
    tables: Tallies

    def write(self, folder: Path) -> None:
        """Put it beside its file."""
        (folder / NAME).write_text(json.dumps({"format": FORMAT, **asdict(self)}, indent=1) + "\n")


def manifest_for(path: Path, *, tables: Tallies, migrations: list[str], version: int, made_at: datetime) -> Manifest:
    """What tells of the backup that lies in this file."""
    return Manifest(
        made_at=made_at.isoformat(),
        vendor=connection.vendor,
        version=version,
        file=path.name,
        sha256=sha256_of(path),
        migrations=migrations,
        tables=tables,
    )


def read(folder: Path) -> Manifest:
    """The manifest of a backup whose file is whole and that this version understands; else CannotBeDone."""
    manifest = _parsed(folder / NAME)
    path = folder / manifest.file
    if not path.is_file() or sha256_of(path) != manifest.sha256:
        raise CannotBeDone(f"{path} is not as it was written (its checksum differs): take another backup.")
    if manifest.vendor != connection.vendor:
        raise CannotBeDone(
            f"this backup is of {manifest.vendor}, and DATABASE_URL names {connection.vendor}. Restore it to "
            f"{manifest.vendor} first; from SQLite `manage.py move_to_postgresql` goes on from there."
        )
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    newer = sorted(set(manifest.migrations) - known)
    if newer:
        raise CannotBeDone(f"this backup is of a newer version, which has {newer[0]}: install that version first.")
    return manifest


def _parsed(path: Path) -> Manifest:
    try:
        told: dict[str, Any] = json.loads(path.read_text())
        if told.pop("format") != FORMAT:
            raise CannotBeDone(f"{path} is of another kind of backup than {FORMAT}.")
        tables = {name: Tally(**tally) for name, tally in told.pop("tables").items()}
        manifest = Manifest(**told, tables=tables)
        if Path(manifest.file).name != manifest.file:
            raise CannotBeDone(f"{path} names a file that does not lie beside it.")
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise CannotBeDone(f"{path} cannot be read as the manifest of a backup ({type(error).__name__}).") from error
    return manifest


def sha256_of(path: Path) -> str:
    """The checksum of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
