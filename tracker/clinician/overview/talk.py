"""Talk requests made within a period, and how long each waited for its answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, Subquery

from courses.access import Viewer
from courses.models import TalkAnswer, TalkRequest
from tracker.clinician.overview.period import Period
from tracker.clinician.worklist import ENDS_WAIT

# Where the rule of a waiting request opens, and where it becomes high.
A_DAY, THREE_DAYS = timedelta(hours=24), timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: when, and when a talk or an appointment answered it."""

    id: UUID
    prescriber: UUID
    at: datetime
    answered_at: datetime | None

    def age(self, now: datetime) -> str:
        """How old the answer was, or is the wait."""
        waited = (self.answered_at or now) - self.at
        what = "waits" if self.answered_at is None else "answered"
        return f"{what}_day" if waited < A_DAY else f"{what}_three" if waited < THREE_DAYS else f"{what}_later"


def asked_within(viewer: Viewer, period: Period) -> list[Asked]:
    """The requests of the period that were not taken back, the newest first. One query."""
    answers = TalkAnswer.objects.filter(
        course=OuterRef("course"), undo=None, outcome__in=ENDS_WAIT, seq__gt=OuterRef("seq")
    )
    rows = (
        TalkRequest.objects.open_to(viewer, "see_overview")
        .filter(undone_at__isnull=True, known_at__gte=period.begins_at, known_at__lt=period.ends_at)
        .annotate(answered_at=Subquery(answers.order_by("seq").values("known_at")[:1]))
        .order_by("-known_at", "-pk")
    )
    return [Asked(*row) for row in rows.values_list("pk", "course__prescriber", "known_at", "answered_at")]
