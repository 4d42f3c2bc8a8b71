"""By which channels reminders reach a patient, what of it arrives, and what the patient chose about it.

Addresses are not shown: a clinician has to know whether messages come, not where to.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifications.models import Delivery, Endpoint, Person, Preference, Status
from tracker.clinician import formats
from tracker.clinician.sheet import Person as Patient
from tracker.clinician.words import KINDS

LOOK_BACK = timedelta(days=14)
CHANNELS = {"web_push": "Notifications on the phone", "email": "Email", "sms": "Text message", "console": "Console"}
FAILED = (Status.FAILED, Status.DEAD, Status.RETIRED)


@dataclass(frozen=True, slots=True)
class Reached:
    """One address, by its channel: since when, whether its owner confirmed it, what became of what was sent there."""

    channel: str
    since: datetime
    is_confirmed: bool
    sent: int
    failed: int
    heard_at: datetime | None

    @property
    def health(self) -> str:
        """What became of what was sent in the last two weeks; with nothing sent that is said, never 0."""
        if not self.is_confirmed:
            return "not confirmed by its owner yet: nothing goes there"
        if not self.sent + self.failed:
            return "nothing sent there in 14 days"
        failed = f", {self.failed} refused" if self.failed else ""
        return f"{formats.counted(self.sent, 'message')} handed over in 14 days{failed}"


@dataclass(frozen=True, slots=True)
class Channels:
    """All of them, in the order in which they are tried; the kinds that the patient left."""

    reached: list[Reached]
    left: list[str]


def channels_of(person: Patient) -> Channels:
    """How a patient is reached. Three queries."""
    mine = {"person_kind": Person.PATIENT, "person_id": person.row.pk}
    rows = list(
        Endpoint.objects.filter(**mine, retired_at=None).select_related("subscription").order_by("place", "added_at")
    )
    told = Delivery.objects.filter(endpoint__in=[row.pk for row in rows], finished_at__gte=person.now - LOOK_BACK)
    ended = Counter(told.values_list("endpoint_id", "status"))
    left = Preference.objects.filter(**mine, choice=Preference.Choice.LEFT).order_by("kind")
    return Channels(
        reached=[
            Reached(
                channel=CHANNELS.get(row.channel, row.channel),
                since=row.added_at,
                is_confirmed=row.verified_at is not None,
                sent=ended[row.pk, Status.SENT],
                failed=sum(ended[row.pk, status] for status in FAILED),
                heard_at=getattr(getattr(row, "subscription", None), "confirmed_at", None),
            )
            for row in rows
        ],
        left=[KINDS.get(kind, kind) for kind in left.values_list("kind", flat=True)],
    )
