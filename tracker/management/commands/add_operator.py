"""`manage.py add_operator`: who runs the installation, and sets a password by a link."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.errors import ShortcourseError
from tracker.accounts.staff import make_operator
from tracker.management.telling import tell_way_in


class Command(BaseCommand):
    help = "Make an operator's account (no patient's data) and send, or print, the link that sets its password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """By which address they sign in."""
        parser.add_argument("--email", required=True)

    def handle(self, *, email: str, **_options: Any) -> None:
        """Make it, and tell the way in."""
        try:
            user = make_operator(email=email)
        except ShortcourseError as wrong:
            raise CommandError(f"{wrong} {wrong.what_to_do}".strip()) from wrong
        tell_way_in(self, user)
