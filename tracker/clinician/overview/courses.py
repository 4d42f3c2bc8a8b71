"""How courses began and ended within a period: counted, of nobody a score.

What is a finding (use beyond the end, a sudden stop) is what the rules judged; nothing of them is repeated here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from courses.access import Viewer
from courses.load import load_windows
from courses.models import Course, Dose, Flag, Step
from courses.models.flags import Status
from tracker.clinician.delivery import last_days
from tracker.clinician.overview.period import A_DAY, Period

BEYOND, SUDDENLY = "use_beyond_window", "stopped_abruptly"


@dataclass(frozen=True, slots=True)
class Told:
    """One course that began or ended within the period, and what is known of its end."""

    id: UUID
    prescriber: UUID
    first_day: date
    last_day: date
    has_begun: bool
    has_ended: bool
    was_stopped: bool
    used_beyond: bool
    stopped_suddenly: bool
    has_doses: bool
    tapered: bool = False

    @property
    def end(self) -> str:
        """How it ended: one word each, so that all of them together are those that ended."""
        if not self.has_ended:
            return ""
        if self.used_beyond:
            return "beyond"
        if self.was_stopped:
            return "stopped"
        if self.stopped_suddenly:
            return "suddenly"
        return "as_planned" if self.has_doses else "no_data"


def courses_within(viewer: Viewer, period: Period) -> list[Told]:
    """The courses that began or ended within the period, in order of their last day. Six queries."""
    rows = _rows(viewer, period)
    last = last_days(rows)
    told = [one for row in rows.values_list(*COLUMNS) if (one := _told(period, last, *row))]
    tapers = _tapered([one.id for one in told if one.has_ended])
    known = (replace(one, tapered=one.id in tapers) for one in told)
    return sorted(known, key=lambda one: (one.last_day, one.id), reverse=True)


COLUMNS = ("pk", "prescriber", "first_day", "stopped_on", "used_beyond", "stopped_suddenly", "has_doses")


def _rows(viewer: Viewer, period: Period) -> "QuerySet[Course]":
    flags = Flag.objects.filter(course=OuterRef("pk")).exclude(status=Status.WITHDRAWN)
    doses = Dose.objects.filter(course=OuterRef("pk"), undone_at__isnull=True)
    # One that was stopped or closed before the period had its last day before it, too.
    over = Q(closed_at__lt=period.begins_at - A_DAY) | Q(stopped_on__lt=period.first)
    return (
        Course.objects.open_to(viewer, "see_overview")
        .filter(cancelled_at__isnull=True, first_day__lte=period.last)
        .exclude(over & Q(first_day__lt=period.first))
        .annotate(
            used_beyond=Exists(flags.filter(rule=BEYOND)),
            stopped_suddenly=Exists(flags.filter(rule=SUDDENLY)),
            has_doses=Exists(doses),
        )
    )


def _told(
    period: Period, last: dict[UUID, date], pk: UUID, prescriber: UUID, first_day: date, stopped_on: date | None,
    *known: bool,
) -> Told | None:  # fmt: skip
    planned = last[pk]
    was_stopped = stopped_on is not None and stopped_on < planned
    last_day = stopped_on if stopped_on is not None and was_stopped else planned
    # A course that was stopped has ended; any other when its last day is over.
    has_ended = last_day in period and (was_stopped or last_day <= period.last_full)
    has_begun = first_day in period
    if not (has_begun or has_ended):
        return None
    return Told(pk, prescriber, first_day, last_day, has_begun, has_ended, was_stopped, *known)


def _tapered(courses: Iterable[UUID]) -> set[UUID]:
    """Of these courses those whose last step was a taper; only what has several steps can have one."""
    steps = Step.objects.filter(revision__course__in=list(courses)).values("revision__course")
    several = steps.annotate(steps=Count("pk")).filter(steps__gt=1).values_list("revision__course", flat=True)
    windows = load_windows(list(several))
    return {pk for pk, window in windows.items() if window.ends_in_taper}
