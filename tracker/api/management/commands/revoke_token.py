"""`manage.py revoke_token`: a token that no longer lets anybody in."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from tracker import clock
from tracker.api.models import ApiToken
from tracker.api.tokens import revoke_token


class Command(BaseCommand):
    """End a token by its id."""

    help = "Revoke a bearer token of the API, by the id that issue_token named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which."""
        parser.add_argument("id", type=UUID)

    def handle(self, **chosen: Any) -> None:
        """End it now."""
        row = ApiToken.objects.filter(pk=chosen["id"]).first()
        if row is None:
            raise CommandError(f"There is no token {chosen['id']}.")
        revoke_token(row, clock.now())
        self.stdout.write(f"{row.pk} ended {row.revoked_at:%Y-%m-%d %H:%M} UTC.")
