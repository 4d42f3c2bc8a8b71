"""`manage.py replay FILE...`: a scenario in, the whole story out."""

import json
import sys
from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.replay.database import NotForReplay
from tracker.replay.errors import ScenarioError
from tracker.replay.running import Tell, by_fold, by_tables, story_of

NOT_VALID = 2


class Command(BaseCommand):
    help = "Tells what the program does in a scenario: one JSON document a file. The project's database is left alone."
    # It runs on a database of its own.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Files, and where to play them."""
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path, help="a scenario in JSON")
        where = parser.add_mutually_exclusive_group()
        where.add_argument(
            "--database",
            metavar="NAME",
            help="an SQLite file or the address of a database, to look at its tables afterwards",
        )
        where.add_argument("--fold", action="store_true", help="by the pure rules alone, without any database")

    def handle(self, *, files: list[Path], database: str | None, fold: bool, **_options: Any) -> None:
        """Print the story of each file; exit status 2 if one is not valid."""
        tell: Tell = by_fold if fold else partial(by_tables, database=database)
        valid = True
        for file in files:
            try:
                told = story_of(file, tell)
            except ScenarioError as error:
                valid = False
                self.stderr.write(f"{_in_one_line(str(file))}: {error}")
            except NotForReplay as error:
                raise CommandError(f"--database: {error}") from error
            else:
                self.stdout.write(json.dumps(told, ensure_ascii=not _speaks_utf8()))
                self.stdout.flush()
        if not valid:
            sys.exit(NOT_VALID)


def _in_one_line(name: str) -> str:
    """The name of a file, as it is unless that would break the line."""
    return name if name.isprintable() else json.dumps(name)


def _speaks_utf8() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
