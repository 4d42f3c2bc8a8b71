"""`manage.py load_catalogue`: bring the common catalogue to what the project's file says."""

from typing import Any

from django.core.management.base import BaseCommand

from courses.catalogue import load_catalogue
from tracker import clock


class Command(BaseCommand):
    help = "Load the medicines that come with the program and say what changed; safe to run again."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load, and print a line a change."""
        for line in load_catalogue(clock.now()).lines():
            self.stdout.write(line)
