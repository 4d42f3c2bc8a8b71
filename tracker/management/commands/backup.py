"""`manage.py backup FOLDER`: the whole database as of one instant, while people go on working."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker import clock
from tracker.safekeeping.backup import back_up
from tracker.safekeeping.problems import CannotBeDone
from tracker.safekeeping.tallies import rows_of


class Command(BaseCommand):
    help = (
        "Write the whole database, as of one instant, into a new folder, with the counts and checksums to restore by."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("folder", type=Path, help="a folder that is not there yet")

    def handle(self, *, folder: Path, **_options: Any) -> None:
        """Write it, and say what it holds."""
        try:
            made = back_up(folder, now=clock.now(), say=self.stderr.write)
        except CannotBeDone as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{folder}: {rows_of(made.tables)} rows of {len(made.tables)} tables")
