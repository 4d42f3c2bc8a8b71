"""Who a reminder goes to, where these people can be reached, and what they chose."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef

from courses.models import Clinician, Course, Language, Patient
from notifications.channel_names import IN_APP, PLACES, WEB_PUSH
from notifications.models import Endpoint, Person, Preference
from notifications.rules.reminder import Kind


class Someone(NamedTuple):
    """A person as notifications know one."""

    kind: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Reach:
    """How people can be reached: usable endpoints in order, and what each chose."""

    endpoints: dict[Someone, list[Endpoint]]
    left: frozenset[tuple[Someone, str]]
    first_by: dict[tuple[Someone, str], str]
    fall_back: frozenset[tuple[Someone, str]]

    def wants(self, person: Someone, kinds: Collection[str]) -> bool:
        """Whether the person wants to be sent at least one of these kinds; what is not sent is still on their page."""
        return any((person, kind) not in self.left for kind in kinds)

    def in_order(self, person: Someone, kind: str) -> list[Endpoint]:
        """The person's endpoints for a kind, the one to try first at the head."""
        chosen = self.first_by.get((person, kind))
        return sorted(self.endpoints.get(person, []), key=lambda one: (one.channel != chosen, one.place, one.id))

    def first(self, person: Someone, kind: str) -> list[Endpoint]:
        """Where a message goes first: to one endpoint, but where that is a phone, to all of the person's phones."""
        in_order = self.in_order(person, kind)
        if in_order and in_order[0].channel == WEB_PUSH:
            return [one for one in in_order if one.channel == WEB_PUSH]
        return in_order[:1]


def reach(people: Iterable[Someone]) -> Reach:
    """How these people can be reached, in two queries."""
    wanted = set(people)
    keys = {person.id for person in wanted}
    endpoints: dict[Someone, list[Endpoint]] = defaultdict(list)
    for endpoint in Endpoint.objects.filter(person_id__in=keys, retired_at=None, verified_at__isnull=False):
        endpoints[Someone(endpoint.person_kind, endpoint.person_id)].append(endpoint)
    left: set[tuple[Someone, str]] = set()
    first_by: dict[tuple[Someone, str], str] = {}
    fall_back: set[tuple[Someone, str]] = set()
    for chosen in Preference.objects.filter(person_id__in=keys):
        key = (Someone(chosen.person_kind, chosen.person_id), chosen.kind)
        if chosen.choice == Preference.Choice.LEFT:
            left.add(key)
        elif chosen.choice == Preference.Choice.FALL_BACK:
            fall_back.add(key)
        else:
            first_by[key] = chosen.channel
    return Reach(dict(endpoints), frozenset(left), first_by, frozenset(fall_back))


def languages(people: Iterable[Someone]) -> dict[Someone, str]:
    """The language that each of these people is spoken to in, in one query: a patient's own; staff's is English."""
    asked = set(people)
    patients = [person.id for person in asked if person.kind == Person.PATIENT]
    chosen = dict(Patient.objects.filter(pk__in=patients).values_list("pk", "language")) if patients else {}
    return {person: chosen.get(person.id, Language.EN) for person in asked}


def staff_for(asked: Iterable[tuple[UUID, Kind]]) -> dict[tuple[UUID, Kind], list[Someone]]:
    """Who of the staff is told of a kind on a course: its prescriber, and of high flags the reviewers who want that."""
    pairs = set(asked)
    if not pairs:
        return {}
    courses = Course.objects.filter(pk__in={course for course, _ in pairs}).values_list(
        "pk", "prescriber_id", "patient__practice_id"
    )
    by_course = {course: (prescriber, practice) for course, prescriber, practice in courses}
    reviewers = _reviewers({by_course[course][1] for course, kind in pairs if kind is Kind.FLAG_RAISED})
    told: dict[tuple[UUID, Kind], list[Someone]] = {}
    for course, kind in pairs:
        prescriber, practice = by_course[course]
        others = reviewers.get(practice, set()) if kind is Kind.FLAG_RAISED else set()
        told[course, kind] = [Someone(Person.CLINICIAN, key) for key in sorted({prescriber, *others})]
    return told


def _reviewers(practices: Collection[UUID]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    if practices:
        wanting = Clinician.objects.filter(
            practice__in=practices, is_active=True, is_reviewer=True, wants_flag_messages=True
        )
        for key, practice in wanting.values_list("pk", "practice_id"):
            found[practice].add(key)
    return found


def escalated_to(practice_id: UUID, courses: Collection[UUID]) -> dict[UUID, list[Someone]]:
    """To whom escalations of these courses go: to the staff who take escalations; where mails reach none of these, to
    the managers, and then to each course's prescriber. Somebody always hears of it."""
    if not courses:
        return {}
    prescribers = dict(Course.objects.filter(pk__in=courses).values_list("pk", "prescriber_id"))
    reached = Endpoint.objects.filter(
        person_kind=Person.CLINICIAN, person_id=OuterRef("pk"), retired_at=None, verified_at__isnull=False
    )
    staff = Clinician.objects.filter(practice=practice_id, is_active=True).order_by("pk")
    rows = list(staff.annotate(is_reached=Exists(reached)))
    taking = [row.pk for row in rows if row.takes_escalations]
    managers = [row.pk for row in rows if row.is_manager]
    heard = {row.pk for row in rows if row.is_reached}

    def of(course: UUID) -> list[UUID]:
        groups = (taking, managers, [prescribers[course]])
        reached = ([one for one in group if one in heard] for group in groups)
        # Where mails reach nobody at all, it is written down all the same to whom it should have gone.
        return next(filter(None, (*reached, *groups)))

    return {course: [Someone(Person.CLINICIAN, key) for key in of(course)] for course in courses}


def add_endpoint(
    *,
    person: Someone,
    channel: str,
    address: str,
    verified_at: datetime | None,
    now: datetime,
    place: int | None = None,
) -> Endpoint:
    """The person's endpoint with this address, made if it is not there; a confirmation is never taken back.

    Without a `place` it comes where its channel does.
    """
    endpoint, made = Endpoint.objects.get_or_create(
        person_kind=person.kind,
        person_id=person.id,
        channel=channel,
        address=address,
        retired_at=None,
        defaults={"added_at": now, "verified_at": verified_at, "place": PLACES[channel] if place is None else place},
    )
    if not made and endpoint.verified_at is None and verified_at is not None:
        endpoint.verified_at = verified_at
        endpoint.save(update_fields=["verified_at"])
    return endpoint


def put_first(person: Someone, channel: str) -> None:
    """The person's messages come by this channel first; by the others in their usual order after it."""
    in_use = Endpoint.objects.of(*person).filter(retired_at=None)
    for endpoint in in_use.exclude(channel=IN_APP):
        endpoint.place = 0 if endpoint.channel == channel else max(PLACES[endpoint.channel], 1)
        endpoint.save(update_fields=["place"])


def retire(endpoint: Endpoint, *, because: str, now: datetime) -> None:
    """Take an endpoint out of use; it stays, as deliveries tell where they went."""
    Endpoint.objects.filter(pk=endpoint.pk, retired_at=None).update(retired_at=now, retired_because=because[:200])


def without_endpoint(patients: Iterable[UUID]) -> set[UUID]:
    """Those patients whom no channel reaches: the clinician's list says so."""
    asked = set(patients)
    reached = Endpoint.objects.filter(
        person_kind=Person.PATIENT, person_id__in=asked, retired_at=None, verified_at__isnull=False
    ).exclude(channel=IN_APP)
    return asked - set(reached.values_list("person_id", flat=True))
