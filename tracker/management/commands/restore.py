"""`manage.py restore FOLDER`: a backup comes back into an empty database, every row of it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.operator.readiness import unapplied_migrations
from tracker.safekeeping.problems import CannotBeDone
from tracker.safekeeping.restore import restore
from tracker.safekeeping.tallies import rows_of


class Command(BaseCommand):
    help = "Bring a backup back into the empty database that DATABASE_URL names, and compare counts and checksums."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which one."""
        parser.add_argument("folder", type=Path, help="what `manage.py backup` has written")

    def handle(self, *, folder: Path, **_options: Any) -> None:
        """Restore it, and say what came back and what to do next."""
        try:
            back = restore(folder, say=self.stderr.write)
        except CannotBeDone as problem:
            raise CommandError(str(problem)) from problem
        count = f"{rows_of(back.tables)} rows of {len(back.tables)} tables"
        self.stdout.write(f"as of {back.made_at}: {count} are back, counted and compared")
        if unapplied_migrations():
            self.stdout.write("This version is newer than the backup: run python manage.py migrate")
