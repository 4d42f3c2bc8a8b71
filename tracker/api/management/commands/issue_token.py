"""`manage.py issue_token`: a token for a machine, shown once."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from courses.access import Role
from courses.errors import WrongInput
from courses.models import Clinician, Patient, Practice
from tracker import clock
from tracker.api.models import ROLES
from tracker.api.tokens import issue_token


class Command(BaseCommand):
    """Make a token that acts in one role of one practice, as one clinician, or as one patient."""

    help = "Make a bearer token for the API. It is printed once, and only its hash is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The scope, what it is for, and how long it holds."""
        parser.add_argument("--role", required=True, choices=[role for role, _ in ROLES])
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--practice", type=UUID, help="the practice's id: the token is nobody's in particular")
        whose.add_argument("--clinician", type=UUID, help="the clinician's id: the token ends when they leave")
        whose.add_argument("--patient", type=UUID, help="the patient's id, with --role patient")
        parser.add_argument("--label", required=True, help="what it is for")
        parser.add_argument("--days", type=int, default=90, help="how long it holds (90)")

    def handle(self, **chosen: Any) -> None:
        """Make it and print it."""
        clinician = self._row(Clinician, chosen["clinician"])
        patient = self._row(Patient, chosen["patient"])
        person = clinician or patient
        practice = person.practice if person else self._row(Practice, chosen["practice"])
        try:
            issued = issue_token(
                role=Role(chosen["role"]),
                practice=practice,
                clinician=clinician,
                patient=patient,
                label=chosen["label"],
                valid_for=timedelta(days=chosen["days"]),
                now=clock.now(),
            )
        except WrongInput as wrong:
            raise CommandError(f"{wrong} {wrong.what_to_do}".strip()) from wrong
        self.stderr.write(f"{issued.row.pk} holds until {issued.row.expires_at:%Y-%m-%d %H:%M} UTC. It is shown once:")
        self.stdout.write(issued.token)

    def _row(self, of: Any, key: UUID | None) -> Any:
        if key is None:
            return None
        row = of.objects.filter(pk=key).first()
        if row is None:
            raise CommandError(f"There is no {of.__name__.lower()} {key}.")
        return row
