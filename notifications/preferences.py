"""What a person chooses about the kinds of reminder."""

from datetime import datetime

from notifications.models import Preference
from notifications.people import Someone
from notifications.rules.kinds import LEAVABLE
from notifications.rules.reminder import Kind


class NotLeavableError(ValueError):
    """This kind can change its channel, but nobody leaves it: the ending and the talk kinds are why we are here."""


def leave(person: Someone, kind: str, *, now: datetime) -> None:
    """The person gets no more messages of this kind; again does no harm. Raises NotLeavableError."""
    if kind not in LEAVABLE:
        raise NotLeavableError(kind)
    Preference.objects.get_or_create(
        person_kind=person.kind,
        person_id=person.id,
        kind=kind,
        choice=Preference.Choice.LEFT,
        defaults={"chosen_at": now},
    )


def take_up(person: Someone, kind: str) -> None:
    """The person gets messages of this kind again."""
    Preference.objects.of(*person).filter(kind=kind, choice=Preference.Choice.LEFT).delete()


def come_first_by(person: Someone, kind: str, channel: str, *, now: datetime) -> None:
    """Messages of this kind come by this channel first, where the person has an endpoint there."""
    Preference.objects.update_or_create(
        person_kind=person.kind,
        person_id=person.id,
        kind=Kind(kind).value,
        choice=Preference.Choice.CHANNEL,
        defaults={"channel": channel, "chosen_at": now},
    )


def left_kinds(person: Someone) -> frozenset[str]:
    """The kinds that the person has left."""
    left = Preference.objects.of(*person).filter(choice=Preference.Choice.LEFT)
    return frozenset(left.values_list("kind", flat=True))
