import sys
from typing import Any

from django.core.management.base import BaseCommand

from tracker import clock
from tracker.operator.doctor import examine


class Command(BaseCommand):
    help = "Says of each part of this installation whether it is ok, off or wrong. Exit status 1 if one is wrong."
    # It reports what the checks find, among the rest.
    requires_system_checks: list[str] = []

    def handle(self, **_options: Any) -> None:
        """Print one line a part."""
        wrong = 0
        for finding in examine(now=clock.now()):
            self.stdout.write(f"{finding.state:<5}  {finding.part}: {finding.said}")
            wrong += finding.state == "wrong"
        if wrong:
            sys.exit(1)
