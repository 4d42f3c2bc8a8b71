"""What commands that make accounts say at their end."""

from django.conf import settings
from django.core.management.base import BaseCommand

from tracker.accounts.mails import send_staff_invitation
from tracker.accounts.models import User
from tracker.accounts.staff import link_for


def tell_way_in(command: BaseCommand, user: User) -> None:
    """Mail the link that sets a password; print it where no mail is in use, or where it could not be sent."""
    link = link_for(user)
    if settings.MAIL_IN_USE:
        if send_staff_invitation(user.email, link):
            command.stdout.write(f"The link to set the password went to {user.email}.")
            return
        command.stderr.write("The mail could not be sent. The link:")
    command.stdout.write(link)
