"""`manage.py add_clinician`: a staff member, who sets a password by a link."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from courses.access import SYSTEM
from courses.actions import add_clinician
from courses.errors import ShortcourseError
from courses.models import Practice
from notifications.channel_names import EMAIL
from notifications.models import Person
from notifications.people import Someone, add_endpoint
from tracker import clock
from tracker.accounts.models import User


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
        email = chosen["email"].strip().lower()
        try:
            validate_email(email)
        except ValidationError as wrong:
            raise CommandError(f"{email} is no email address.") from wrong
        if User.objects.filter(email__iexact=email).exists():
            raise CommandError(f"{email} has an account already.")
        now = clock.now()
        try:
            with transaction.atomic():
                user = User.objects.create_user(email, email)
                roles = {f"is_{role}": chosen[role] for role in ("prescriber", "reviewer", "manager")}
                row = add_clinician(practice=practice, user_id=user.pk, name=chosen["name"], **roles, by=SYSTEM)
                person = Someone(Person.CLINICIAN, row.pk)
                add_endpoint(person=person, channel=EMAIL, address=email, verified_at=now, now=now)
        except ShortcourseError as wrong:
            raise CommandError(str(wrong)) from wrong
        self._tell(user)

    def _tell(self, user: User) -> None:
        key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
        link = settings.BASE_URL.rstrip("/") + reverse("account_reset_password_from_key", kwargs=key)
        if settings.MAIL_IN_USE:
            try:
                EmailMessage(
                    "Set your password", f"With this link you set your password:\n\n{link}\n", to=[user.email]
                ).send()
            except OSError as error:
                self.stderr.write(f"The mail could not be sent ({type(error).__name__}). The link:")
            else:
                self.stdout.write(f"The link to set the password went to {user.email}.")
                return
        self.stdout.write(link)


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
