"""`manage.py add_clinician`: a staff member, who sets a password by a link."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from courses.access import STAFF, SYSTEM
from courses.errors import ShortcourseError
from courses.models import Practice, Through
from tracker import clock
from tracker.accounts.models import User
from tracker.accounts.staff import make_clinician
from tracker.management.telling import tell_way_in


class Command(BaseCommand):
    """Make a clinician's account, reached by mail; the link to set the password is mailed, or printed without mail."""

    help = "Make a clinician's account and send (without mail: print) the link that sets the password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose staff, who, and in which roles."""
        parser.add_argument("--practice", required=True, help="the practice's id, or its name")
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True)
        for role in ("prescriber", "reviewer", "manager"):
            parser.add_argument(f"--{role}", action="store_true")

    def handle(self, **chosen: Any) -> None:
        """Make it, and tell the way in."""
        practice = _practice(chosen["practice"])
        now = clock.now()
        try:
            row = make_clinician(
                practice=practice,
                email=chosen["email"],
                name=chosen["name"],
                roles=[role for role in STAFF if chosen[role.value]],
                by=SYSTEM,
                through=Through.SYSTEM,
                verified_at=now,
                now=now,
            )
        except ShortcourseError as wrong:
            raise CommandError(str(wrong)) from wrong
        tell_way_in(self, User.objects.get(pk=row.user_id))


def _practice(named: str) -> Practice:
    try:
        found = Practice.objects.filter(pk=UUID(named))
    except ValueError:
        found = Practice.objects.filter(name=named)
    if len(found) != 1:
        raise CommandError(
            f"There is no practice {named}." if not found else f"Several are named {named}: give the id."
        )
    return found[0]
