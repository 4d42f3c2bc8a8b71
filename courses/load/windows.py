"""The windows of courses, without what was logged in them: for looking at very many."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from courses.load.told import revisions_of
from courses.models import Course, PatientSettings
from courses.rules.days import Zones
from courses.rules.facts import Stop
from courses.rules.window import Window


def load_windows(courses: Collection[UUID]) -> dict[UUID, Window]:
    """The window of each of these courses, in four queries however many they are."""
    stops = ("stop_seq", "stopped_at", "stopped_on")
    rows = list(Course.objects.filter(pk__in=courses).values_list("pk", "patient", *stops))
    zones: dict[UUID, list[tuple[datetime, str]]] = defaultdict(list)
    told = PatientSettings.objects.filter(patient__in={patient for _, patient, *_ in rows}).order_by("seq")
    for patient, since, zone in told.values_list("patient", "known_at", "time_zone"):
        zones[patient].append((since, zone))
    revisions = revisions_of(courses)
    return {
        pk: Window(revisions[pk], None if stop[0] is None else Stop(*stop), Zones(zones[patient]))
        for pk, patient, *stop in rows
    }
