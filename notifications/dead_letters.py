"""Dead letters: deliveries that were given up after five attempts, and whom the sweep set aside. For operators.

Nothing here says to whom something goes or what it is about: an operator sees no patient's data.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery

from courses.errors import NotFound, Refused, WrongInput
from courses.models import Patient, Practice
from notifications import signals
from notifications.leases import WORKER_DIED
from notifications.models import Agenda, Delivery, Message, OperatorDeed, Person, Status
from notifications.models.messages import DeliveryQuerySet

LONGEST_WHY = 200
SHOWN = 50
# So many are settled in one transaction: a provider that was away for a day leaves thousands.
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Operator:
    """Who does it: a user by a page, or whoever sits at the machine by a command."""

    name: str
    through: str
    user: UUID | None = None


@dataclass(frozen=True, slots=True)
class Pile:
    """The dead letters of one channel that ended alike."""

    channel: str
    reason: str
    count: int
    oldest: datetime
    newest: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """One dead letter. `came_otherwise`: the same message went out by another delivery."""

    id: UUID
    channel: str
    to_staff: bool
    began_at: datetime
    died_at: datetime
    attempts: int
    reason: str
    too_late_at: datetime | None
    came_otherwise: bool
    deeds: Sequence[OperatorDeed]


@dataclass(frozen=True, slots=True)
class SetAside:
    """An agenda that the sweep fails on: nothing falls due for whom it is about.

    `patient` is a bare key, none where it is the practice's own agenda: the practice finds by it whom to look after.
    """

    number: int
    practice: str
    patient: UUID | None
    since: datetime | None
    failures: int
    failure: str
    tried_at: datetime | None  # the next time
    deeds: Sequence[OperatorDeed]


def standing() -> DeliveryQuerySet:
    """The dead letters that nobody has settled."""
    dropped = OperatorDeed.objects.filter(delivery_id=OuterRef("pk"), what=OperatorDeed.What.DROPPED)
    return Delivery.objects.filter(~Exists(dropped), status=Status.DEAD)


def piles() -> list[Pile]:
    """The dead letters by channel and by what they ended with, the largest pile first."""
    rows = standing().values_list("channel", "reason").annotate(
        count=Count("pk"), oldest=Min("finished_at"), newest=Max("finished_at")
    )  # fmt: skip
    return [Pile(*row) for row in rows.order_by("-count", "channel", "reason")]


def by_channel_and_kind() -> dict[tuple[str, str], int]:
    """How many dead letters there are, by channel and by the most urgent kind of their message."""
    kind = Message.objects.filter(pk=OuterRef("message_id")).values("kind")
    rows = standing().annotate(kind=Subquery(kind)).values_list("channel", "kind").annotate(Count("pk"))
    return {(channel, kind or ""): count for channel, kind, count in rows}


def letters(*, channel: str = "", reason: str | None = None, limit: int = SHOWN) -> list[Letter]:
    """The newest dead letters; those of one channel, or that ended alike, where that is asked for."""
    found = _chosen(channel, reason).order_by("-finished_at", "pk")
    return _told(list(found[:limit]))


def letter(key: UUID) -> Letter:
    """One dead letter, also one that was dropped. NotFound where a delivery is none."""
    row = Delivery.objects.filter(pk=key, status=Status.DEAD).first()
    if row is None:
        raise NotFound("letter", "no_dead_letter", f"There is no dead letter {key}.", "It may be on its way again.")
    return _told([row])[0]


def explained(one: Letter, now: datetime) -> str:
    """What happened to a letter and what to do, in plain words."""
    what = (
        "A worker died each time it held this one; it was held alone, so it may be what kills workers. Look in the log "
        "for how those workers ended. Retry it once that is mended."
        if one.reason == WORKER_DIED
        else f"The channel failed {one.attempts} times, the last time with: {one.reason or 'no reason given'}. "
        "Retry it once the channel works again; drop it if it cannot work."
    )
    if one.came_otherwise:
        what += " The same message went out another way meanwhile: dropping this one loses nothing."
    if one.too_late_at is not None and one.too_late_at <= now:
        what += " It is too late for it now: a retry would find that, and not send it."
    return what


def retry(keys: Collection[UUID], *, by: Operator, why: str, now: datetime) -> int:
    """Queue dead letters again, with five attempts before them; how many that were.

    Each is decided again before it goes out: what is too late or no longer called for by then is dropped.
    """
    return _settle(keys, OperatorDeed.What.RETRIED, by=by, why=why, now=now)


def drop(keys: Collection[UUID], *, by: Operator, why: str, now: datetime) -> int:
    """Leave dead letters at that: they are listed and counted no more. How many that were."""
    return _settle(keys, OperatorDeed.What.DROPPED, by=by, why=why, now=now)


def settle_pile(
    what: str, *, channel: str, reason: str, by: Operator, why: str, now: datetime, before: datetime | None = None
) -> int:
    """Retry or drop all of a channel that ended alike, up to the instant `before` (now); how many that were."""
    _reason(why)
    pile = _chosen(channel, reason).filter(finished_at__lte=before or now)
    total = 0
    while keys := list(pile.values_list("pk", flat=True)[:AT_ONCE]):
        done = _settle(keys, what, by=by, why=why, now=now)
        if not done:
            break
        total += done
    return total


def set_aside(limit: int = SHOWN) -> list[SetAside]:
    """On whom the sweep fails again and again, the longest first: patients set aside, and practices that fail."""
    failing = Agenda.objects.filter(_failing()).select_related("patient__practice", "practice")
    rows = list(failing.order_by("set_aside_at", "pk")[:limit])
    deeds = _by_key(OperatorDeed.objects.filter(agenda_id__in=[row.pk for row in rows]), "agenda_id")
    return [
        SetAside(
            number=row.pk,
            practice=str(row.patient.practice.name if row.patient else row.practice and row.practice.name),
            patient=row.patient_id,
            since=row.set_aside_at,
            failures=row.failures,
            failure=row.failure,
            tried_at=row.next_due_at,
            deeds=deeds.get(row.pk, ()),
        )
        for row in rows
    ]  # fmt: skip


def try_again(number: int, *, by: Operator, why: str, now: datetime) -> None:
    """Have the sweep look at somebody set aside at its next tick, and not only in a quarter of an hour."""
    why = _reason(why)
    with transaction.atomic():
        row = Agenda.objects.filter(_failing(), pk=number).first()
        if row is None:
            raise NotFound("number", "not_set_aside", f"Nobody is set aside under {number}.", "They may be well again.")
        # An agenda is written under its owner's lock, by us as by the sweep.
        if row.patient_id is not None:
            Patient.objects.select_for_update(no_key=True, of=("self",)).get(agenda=row)
        else:
            Practice.objects.select_for_update(no_key=True, of=("self",)).get(agenda=row)
        # What was ready made beforehand is not believed: the rules look once more, and say whether they are well.
        Agenda.objects.filter(_failing(), pk=number).update(next_due_at=now, ready=None)
        _write([OperatorDeed(agenda_id=number, what=OperatorDeed.What.RETRIED, failure=row.failure)], by, why, now)
        signals.wake(signals.SWEEP)


def _failing() -> Q:
    return Q(set_aside_at__isnull=False) | Q(practice__isnull=False) & ~Q(failure="")


def _settle(keys: Collection[UUID], what: str, *, by: Operator, why: str, now: datetime) -> int:
    why = _reason(why)
    with transaction.atomic():
        rows = list(standing().filter(pk__in=keys).select_for_update(of=("self",)))
        if not rows and len(keys) == 1:
            raise Refused("letter", "not_dead", "This is no dead letter any more.", "Somebody else has settled it.")
        if what == OperatorDeed.What.RETRIED:
            Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
                status=Status.QUEUED, attempts=0, available_at=now, finished_at=None
            )
            for channel in sorted({row.channel for row in rows}):
                signals.wake(channel)
        _write([OperatorDeed(delivery_id=row.pk, what=what, failure=row.reason) for row in rows], by, why, now)
    return len(rows)


def _reason(why: str) -> str:
    why = why.strip()
    if not why:
        raise WrongInput("why", "required", "Say why; it is kept.")
    if len(why) > LONGEST_WHY or not why.isprintable():
        raise WrongInput("why", "too_long", f"Say why on one line of at most {LONGEST_WHY} characters.")
    return why


def _write(deeds: Sequence[OperatorDeed], by: Operator, why: str, now: datetime) -> None:
    for deed in deeds:
        deed.by_id, deed.by_name, deed.through, deed.at, deed.why = by.user, by.name, by.through, now, why
    OperatorDeed.objects.bulk_create(deeds)


def _chosen(channel: str, reason: str | None) -> DeliveryQuerySet:
    found = standing()
    if channel:
        found = found.filter(channel=channel)
    return found if reason is None else found.filter(reason=reason)


def _told(rows: Sequence[Delivery]) -> list[Letter]:
    messages = Message.objects.in_bulk({row.message_id for row in rows})
    sent = Delivery.objects.filter(message_id__in=messages.keys(), status=Status.SENT)
    came = set(sent.values_list("message_id", flat=True))
    deeds = _by_key(OperatorDeed.objects.filter(delivery_id__in=[row.pk for row in rows]), "delivery_id")
    told = []
    for row in rows:
        message = messages.get(row.message_id)
        died_at = row.finished_at or row.available_at
        told.append(
            Letter(
                id=row.pk,
                channel=row.channel,
                to_staff=message is not None and message.person_kind == Person.CLINICIAN,
                began_at=died_at if message is None else message.at,
                died_at=died_at,
                attempts=row.attempts,
                reason=row.reason,
                too_late_at=None if message is None else message.too_late_at,
                came_otherwise=row.message_id in came,
                deeds=deeds.get(row.pk, ()),
            )
        )
    return told


def _by_key(deeds: QuerySet[OperatorDeed], key: str) -> dict[Any, list[OperatorDeed]]:
    found: dict[Any, list[OperatorDeed]] = defaultdict(list)
    for deed in deeds.order_by("at", "pk"):
        found[getattr(deed, key)].append(deed)
    return found
