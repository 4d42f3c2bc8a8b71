"""Circuits: which provider fails so that nothing is handed to it for a while."""

from django.db import models


class Circuit(models.Model):
    """A provider that failed lately. Without a row all is well; without `open_until` it is still tried.

    It stands in the database: every worker knows it, and a restart forgets nothing.
    """

    provider = models.CharField(max_length=120, primary_key=True, help_text="A channel, or a push service of it.")
    failures = models.PositiveIntegerField(default=0, help_text="In a row.")
    opened = models.PositiveSmallIntegerField(default=0, help_text="How often in a row it was found failing again.")
    open_until = models.DateTimeField(null=True, help_text="From then on one delivery tries whether it works again.")
    since = models.DateTimeField(help_text="When it first failed.")
    reason = models.CharField(max_length=200, help_text="The last failure; no personal data.")

    def __str__(self) -> str:
        """Whose it is."""
        return f"circuit of {self.provider}"
