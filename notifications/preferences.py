"""What a person chooses about the kinds of reminder."""

from datetime import datetime

from notifications.models import LockScreen, Preference
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


def come_again(person: Someone, kind: str, *, on: bool, now: datetime) -> None:
    """Whether a push of this kind that the phone has not confirmed comes once more by the next channel."""
    rows = Preference.objects.of(*person).filter(kind=Kind(kind).value, choice=Preference.Choice.FALL_BACK)
    if not on:
        rows.delete()
        return
    Preference.objects.get_or_create(
        person_kind=person.kind,
        person_id=person.id,
        kind=Kind(kind).value,
        choice=Preference.Choice.FALL_BACK,
        defaults={"chosen_at": now},
    )


def coming_again(person: Someone) -> frozenset[str]:
    """The kinds that the person asked to come once more where the phone has not confirmed them."""
    rows = Preference.objects.of(*person).filter(choice=Preference.Choice.FALL_BACK)
    return frozenset(rows.values_list("kind", flat=True))


def may_name(person: Someone) -> bool:
    """Whether the person's lock screen may name the medicine; it may not until they say so."""
    return LockScreen.objects.of(*person).filter(shows=LockScreen.Shows.DETAILS).exists()


def show_on_lock_screen(person: Someone, *, details: bool, now: datetime) -> None:
    """Let the lock screen name what a reminder is about, or let it say no more than that there is one."""
    shows = LockScreen.Shows.DETAILS if details else LockScreen.Shows.OPAQUE
    LockScreen.objects.update_or_create(
        person_kind=person.kind, person_id=person.id, defaults={"shows": shows, "chosen_at": now}
    )


def left_kinds(person: Someone) -> frozenset[str]:
    """The kinds that the person has left."""
    left = Preference.objects.of(*person).filter(choice=Preference.Choice.LEFT)
    return frozenset(left.values_list("kind", flat=True))
