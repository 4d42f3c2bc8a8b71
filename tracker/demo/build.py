"""Builds the demo's database: `python -m tracker.demo.build`, in an environment that names its file (see `place`)."""

import sys
from collections.abc import Callable
from datetime import datetime, timedelta

import django
from django.core.management import call_command
from django.db import connection


def main() -> None:
    """Migrate, load the catalogue, tell every story up to now."""
    django.setup()
    # These import models, which have to wait for the line above.
    from tracker import clock  # noqa: PLC0415
    from tracker.demo.building import build  # noqa: PLC0415

    build(now=clock.now(), say=_say)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
