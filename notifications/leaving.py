"""Leaving a kind of reminder by the link in a mail, without signing in."""

from datetime import datetime
from uuid import UUID

from django.core import signing

from notifications.models import Carried, Message, Reminder
from notifications.people import Someone, languages
from notifications.preferences import leave
from notifications.rules.kinds import LEAVABLE

SALT = "notifications.leaving"


class UnknownLink(Exception):  # noqa: N818 (named as what is wrong)
    """The link was not made here, or what it was about is gone; trying again does not help."""


def leave_token(message: Message) -> str:
    """What a link carries to leave the kinds of this message: its key, signed, and nothing else. It does not expire."""
    return signing.dumps(str(message.pk), salt=SALT)


def message_of(token: str) -> Message:
    """The message that a link came with; raises UnknownLink."""
    try:
        return Message.objects.get(pk=UUID(signing.loads(token, salt=SALT)))
    except (signing.BadSignature, ValueError, Message.DoesNotExist) as error:
        raise UnknownLink from error


def language_of(message: Message) -> str:
    """The language of whom the message went to."""
    person = Someone(message.person_kind, message.person_id)
    return languages([person])[person]


def leave_kinds(message: Message, *, now: datetime) -> frozenset[str]:
    """The person of this message leaves those kinds in it that may be left; which these are. Again does no harm."""
    there = set(Reminder.objects.filter(message_id=message.pk).values_list("kind", flat=True))
    to_staff = Carried.objects.filter(message_id=message.pk).values("reminder_id")
    there |= set(Reminder.objects.filter(pk__in=to_staff).values_list("kind", flat=True))
    left = frozenset(there & LEAVABLE)
    for kind in sorted(left):
        leave(Someone(message.person_kind, message.person_id), kind, now=now)
    return left
