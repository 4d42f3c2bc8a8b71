"""What a patient was told of each course, as screens to read: what is still to read, and saying that it was read.

What is acknowledged is what was shown: where a course has no briefing, or one of an older version of ours or in another
language, the words of today are kept as a new one when the patient says that they read them.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from courses import actions
from courses.access import SYSTEM, Viewer
from courses.actions.act import Now
from courses.models import Briefing, Through
from tracker.briefing import VERSION, briefing_text
from tracker.patient.reading import CourseReading, Reading
from tracker.patient.stage import AFTER_ITS_END, Stage

NOTHING_TO_READ = AFTER_ITS_END | {Stage.CANCELLED}


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a course, one idea a line; `row` is the briefing that holds these words, if one does."""

    course: CourseReading
    lines: tuple[str, ...]
    version: str
    row: Briefing | None

    @property
    def is_read(self) -> bool:
        """Whether the patient has said that they read these words."""
        return self.row is not None and self.row.acknowledged_at is not None


def briefings(reading: Reading) -> dict[str, Told]:
    """What is told of each course, by the course's id."""
    newest: dict[UUID | None, Briefing] = {}
    for row in Briefing.objects.visible_to(reading.viewer).filter(patient=reading.patient).order_by("seq"):
        newest[row.course_id] = row
    return {course.known.id: _told(course, newest.get(course.row.pk)) for course in reading.courses}


def to_read(reading: Reading) -> list[Told]:
    """What the patient has still to read, of courses that are to come or under way."""
    running = {course.known.id for course in reading.on_today if course.standing.stage not in NOTHING_TO_READ}
    return [told for key, told in briefings(reading).items() if key in running and not told.is_read]


def say_read(told: Told, *, by: Viewer, now: Now) -> Briefing:
    """The patient says that they read it; the first time counts."""
    with transaction.atomic():
        row = told.row
        if row is None:
            reading = told.course.reading
            row = actions.brief(
                patient=reading.patient,
                course=told.course.row,
                version=told.version,
                language=reading.patient.language,
                text="\n".join(told.lines),
                by=SYSTEM,
                through=Through.SYSTEM,
                now=now,
            )
        return actions.acknowledge_briefing(briefing=row, by=by, through=Through.PAGE, now=now)


def _told(course: CourseReading, row: Briefing | None) -> Told:
    patient = course.reading.patient
    if row is None or _is_old(row) or (_is_ours(row) and not row.acknowledged_at and row.language != patient.language):
        text = briefing_text(course.row.medicine, patient.practice, patient.language)
        return Told(course, _lines(text), VERSION, None)
    return Told(course, _lines(row.text), row.version, row)


def _is_ours(row: Briefing) -> bool:
    """Our versions are numbers; a practice that writes its own words calls them otherwise."""
    return row.version.isascii() and row.version.isdigit()


def _is_old(row: Briefing) -> bool:
    return _is_ours(row) and int(row.version) < int(VERSION)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
