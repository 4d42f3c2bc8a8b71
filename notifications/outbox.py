"""From reminders that go out to messages and deliveries: one message a person and instant, one delivery at first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from notifications import signals
from notifications.models import Carried, Delivery, Message, Person, Reminder, Status
from notifications.models.messages import day_of
from notifications.people import Reach, Someone, reach
from notifications.rows import insert_new, update_all
from notifications.rules.kinds import LEAVABLE, most_urgent

ONCE = ("person_id", "at", "person_kind", "day")
NEXT = timedelta(microseconds=1)
JOINED = ("kind", "wording", "leavable", "decided_at", "decided_seq", "too_late_at")


@dataclass(frozen=True, slots=True)
class Going:
    """One reminder on its way to one person. `instant` is that of the message it joins."""

    reminder: Reminder
    person: Someone
    instant: datetime
    decided_at: datetime
    decided_seq: int | None = None
    too_late_at: datetime | None = None


@dataclass(slots=True)
class Envelope:
    """What one person gets at one instant."""

    person: Someone
    going: list[Going] = field(default_factory=list)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds that it carries."""
        return frozenset(one.reminder.kind for one in self.going)

    def message(self, at: datetime) -> Message:
        """The message for it, not written yet."""
        urgent = most_urgent(self.kinds)
        return Message(
            day=day_of(at),
            person_kind=self.person.kind,
            person_id=self.person.id,
            at=at,
            kind=urgent.value,
            wording=next(one.reminder.wording for one in self.going if one.reminder.kind == urgent),
            leavable=self.kinds <= LEAVABLE,
            decided_at=max(one.decided_at for one in self.going),
            decided_seq=self.going[0].decided_seq,
            too_late_at=latest(one.too_late_at for one in self.going),
        )


def latest(instants: Iterable[datetime | None]) -> datetime | None:
    """The latest of them; None, which is never, is later than all."""
    known = list(instants)
    return None if None in known else max(instant for instant in known if instant is not None)


def put_out(going: Sequence[Going], *, now: datetime) -> int:
    """Write messages and deliveries for what goes out, and tell a patient's reminders their message; how many are new.

    The reminders themselves are written by the caller, afterwards: nothing refers to them but by a bare key.
    """
    if not going:
        return 0
    envelopes: dict[tuple[Someone, datetime], Envelope] = {}
    for one in going:
        envelopes.setdefault((one.person, one.instant), Envelope(one.person)).going.append(one)
    placed: list[tuple[Message, Envelope]] = []
    new = 0
    while envelopes:
        written, joined, envelopes = _place(envelopes)
        placed += written + joined
        new += len(written)
    carried = [
        Carried(message_id=message.pk, reminder_id=one.reminder.pk, medication_day=one.reminder.medication_day)
        for message, envelope in placed
        for one in _note(message, envelope)
    ]
    Carried.objects.bulk_create(carried)
    _queue(placed, now=now)
    return new


def _note(message: Message, envelope: Envelope) -> Iterable[Going]:
    """Tell the reminders their message; what is left has to be told in a row of its own."""
    if envelope.person.kind != Person.PATIENT:
        return envelope.going
    for one in envelope.going:
        one.reminder.message_id = message.pk
    return ()


Placed = list[tuple[Message, Envelope]]


def _place(
    envelopes: dict[tuple[Someone, datetime], Envelope],
) -> tuple[Placed, Placed, dict[tuple[Someone, datetime], Envelope]]:
    """Write the messages; one that is there is joined while no worker has taken it, else the next instant is tried."""
    fresh = {key: envelope.message(key[1]) for key, envelope in envelopes.items()}
    inserted = insert_new(list(fresh.values()), once=ONCE)
    written = [(message, envelopes[key]) for key, message in fresh.items() if message.pk in inserted]
    there = {key: envelopes[key] for key, message in fresh.items() if message.pk not in inserted}
    if not there:
        return written, [], {}
    # Locked in one order: two writers that join the same messages wait for each other and never in a circle.
    locked = Message.objects.order_by("pk").select_for_update(no_key=True)
    found = {
        (Someone(message.person_kind, message.person_id), message.at): message
        for message in locked.filter(person_id__in={person.id for person, _ in there}, at__in={at for _, at in there})
    }
    taken = _taken(message.pk for message in found.values())
    joined = [(_join(found[key], envelope), envelope) for key, envelope in there.items() if found[key].pk not in taken]
    update_all([message for message, _ in joined], *JOINED)
    late = {(key[0], key[1] + NEXT): envelope for key, envelope in there.items() if found[key].pk in taken}
    return written, joined, late


def _taken(messages: Iterable[UUID]) -> set[UUID]:
    """Those that a worker has taken up: what joined them now would reach nobody."""
    begun = Delivery.objects.filter(message_id__in=set(messages)).exclude(status=Status.QUEUED, attempts=0)
    return set(begun.values_list("message_id", flat=True))


def _join(there: Message, envelope: Envelope) -> Message:
    """The message as it is with more in it."""
    more = envelope.message(there.at)
    if most_urgent([there.kind, more.kind]) == more.kind:
        there.kind, there.wording = more.kind, more.wording
    there.leavable = there.leavable and more.leavable
    there.decided_at, there.decided_seq = more.decided_at, more.decided_seq
    there.too_late_at = latest([there.too_late_at, more.too_late_at])
    return there


def _queue(placed: Placed, *, now: datetime) -> None:
    """One delivery a message and endpoint that comes first for it; none for what its person left."""
    ways = reach(envelope.person for _, envelope in placed)
    deliveries = [row for message, envelope in placed for row in _first(message, envelope, ways, now)]
    insert_new(deliveries, once=("message_id", "endpoint", "day"))
    for channel in sorted({row.channel for row in deliveries}):
        signals.wake(channel)


def _first(message: Message, envelope: Envelope, ways: Reach, now: datetime) -> Iterable[Delivery]:
    if not ways.wants(envelope.person, envelope.kinds):
        return
    for endpoint in ways.first(envelope.person, message.kind):
        yield delivery_to(message, endpoint.pk, endpoint.channel, now)


def delivery_to(message: Message, endpoint_id: UUID, channel: str, now: datetime) -> Delivery:
    """A new delivery of a message, not written yet, that a worker may take at once."""
    return Delivery(day=message.day, message_id=message.pk, endpoint_id=endpoint_id, channel=channel, available_at=now)
