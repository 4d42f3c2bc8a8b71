"""The daily digest: once a day, at the hour that the practice set, to the staff who want it, if anything is open."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from courses.models import Clinician, Flag, Practice, TalkAnswer, TalkRequest
from courses.models import Outcome as Answered
from courses.rules.days import instant_of, zone_of
from notifications.models import Outcome, Person, Reminder, Scope
from notifications.outbox import Going
from notifications.people import Someone
from notifications.rows import insert_new
from notifications.rules.reminder import Kind, Recipient

ONE_DAY = timedelta(days=1)
REMINDER_ONCE = ("scope_id", "medication_day", "kind", "key", "scope_kind")


def send_digest(practice: Practice, *, after: datetime, now: datetime) -> list[Going]:
    """Write the digest if it fell due since a look at `after`; to whom it goes. None twice, however often one looks.

    Call it under the lock of the practice's row.
    """
    # After an outage the newest alone: yesterday's list is today's, too.
    due_at = digest_instant(practice, now)
    if due_at <= after or not something_open(practice.pk):
        return []
    row = Reminder(
        scope_kind=Scope.PRACTICE,
        scope_id=practice.pk,
        kind=Kind.DAILY_DIGEST.value,
        medication_day=due_at.astimezone(zone_of(practice.time_zone)).date(),
        key="",
        due_at=due_at,
        recipient=Recipient.STAFF.value,
        outcome=Outcome.SENT,
        went_at=now,
        wording=Kind.DAILY_DIGEST.value,
    )
    if not insert_new([row], once=REMINDER_ONCE):
        return []
    instant = max(due_at, now.replace(second=0, microsecond=0))
    return [Going(row, person, instant, now) for person in _readers(practice.pk)]


def digest_instant(practice: Practice, now: datetime) -> datetime:
    """The latest instant at or before now at which this practice's digest fell due."""
    today = now.astimezone(zone_of(practice.time_zone)).date()
    found = (instant_of(today - ONE_DAY * ago, practice.digest_hour, practice.time_zone) for ago in (-1, 0, 1, 2))
    return next(at for at in found if at <= now)


def next_digest_instant(practice: Practice, now: datetime) -> datetime:
    """The first instant after now at which it falls due."""
    today = now.astimezone(zone_of(practice.time_zone)).date()
    found = (instant_of(today + ONE_DAY * ahead, practice.digest_hour, practice.time_zone) for ahead in (-1, 0, 1, 2))
    return next(at for at in found if at > now)


def something_open(practice_id: UUID) -> bool:
    """Whether anything waits for the practice's staff: a flag, or a talk request that nobody answered."""
    flags = Flag.objects.filter(course__patient__practice=practice_id).waiting()
    return flags.exists() or _someone_waits(practice_id)


def _someone_waits(practice_id: UUID) -> bool:
    """Whether a talk request is open, from the moment of asking: its flag opens only after a day."""
    ended = TalkAnswer.objects.filter(
        course=OuterRef("course"),
        seq__gt=OuterRef("seq"),
        outcome__in=[Answered.SPOKE, Answered.APPOINTMENT],
        undo=None,
    )
    requests = TalkRequest.objects.filter(course__patient__practice=practice_id, undone_at=None)
    return requests.filter(~Exists(ended)).exists()


def _readers(practice_id: UUID) -> list[Someone]:
    readers = Clinician.objects.filter(
        Q(is_prescriber=True) | Q(is_reviewer=True), practice=practice_id, is_active=True, wants_digest=True
    )
    return [Someone(Person.CLINICIAN, key) for key in readers.order_by("pk").values_list("pk", flat=True)]
