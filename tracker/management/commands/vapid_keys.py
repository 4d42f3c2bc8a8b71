"""`manage.py vapid_keys`: a new key that pushes are signed with."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from notifications.channels.web_push.vapid import new_private_key, public_key_of


class Command(BaseCommand):
    """Make a key; where there is one already it joins the former ones, so that no phone is lost."""

    help = "Print the settings for a new key that pushes are signed with; nothing is changed."

    def handle(self, **_: Any) -> None:
        """Print the lines for the environment; the public key, which phones are told, goes beside them."""
        private_key = new_private_key()
        former = [key for key in (settings.VAPID_PRIVATE_KEY, *settings.VAPID_FORMER_KEYS) if key]
        self.stdout.write(f"VAPID_PRIVATE_KEY={private_key}")
        if former:
            self.stdout.write(f'VAPID_FORMER_KEYS="{" ".join(former)}"')
        self.stderr.write(f"The first is secret. Its public half is {public_key_of(private_key)}.")
