"""The list behind a number: what it counts, row by row. Of whom a row is, is shown to those who read patients."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from courses.access import CLINICAL, Viewer
from courses.models import Clinician, Course, Patient, TalkRequest
from notifications.models import Status
from notifications.models.endpoints import Channel
from tracker.clinician import formats
from tracker.clinician.overview.courses import Told, courses_within
from tracker.clinician.overview.messages import STATES, deliveries_within
from tracker.clinician.overview.numbers import COURSES, MESSAGES, TALK, Number, of_courses, of_requests
from tracker.clinician.overview.period import Period
from tracker.clinician.overview.talk import Asked, asked_within

AT_ONCE = 500
HEADS = {
    COURSES: ("Medicine", "Prescriber", "First day", "Last day", "End"),
    TALK: ("Medicine", "Prescriber", "Asked", "Answered"),
    MESSAGES: ("Handed over", "Channel", "State", "Why"),
}
ENDS = {
    "as_planned": "as planned",
    "beyond": "used beyond the end",
    "stopped": "stopped by the practice",
    "suddenly": "stopped suddenly",
    "no_data": "nothing logged",
    "": "not over",
}
CHANNELS = dict(Channel.choices)
# What is read of a patient, and of a course.
SHOWN = ("given_name", "family_name", "birth_date")
COURSE_COLUMNS = ("strength", "medicine__code", "prescriber__name", *(f"patient__{column}" for column in SHOWN))
SENT = {state: name.replace("_", " ") for name, states in STATES.items() for state in states}


class Sent(NamedTuple):
    """What is read of a delivery."""

    person: UUID
    day: date
    finished_at: datetime | None
    channel: str
    status: str
    reason: str


SENT_COLUMNS = ("endpoint__person_id", "day", "finished_at", "channel", "status", "reason")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: whom it is about (None for who reads no patients), the course to open, and its cells: words or days."""

    patient: Patient | None
    course: UUID | None
    cells: tuple[str | date, ...]


class Behind:
    """The list behind a number: a sequence of which only what is shown is loaded, a page of it by a few queries."""

    def __init__(
        self, viewer: Viewer, number: Number, period: Period, now: datetime, prescriber: UUID | None = None
    ) -> None:
        """Find what it counts, of one prescriber alone if one is named."""
        self.viewer, self.number, self.period, self.now = viewer, number, period, now
        self.reads = bool(viewer.acts_as & CLINICAL)
        self._found: Any
        if number.of == COURSES:
            self._found = of_courses(number.key, _by(courses_within(viewer, period), prescriber))
        elif number.of == TALK:
            self._found = of_requests(number.key, _by(asked_within(viewer, period), prescriber), now)
        else:
            states = deliveries_within(viewer, period).filter(status__in=STATES[number.key])
            self._found = states.order_by("-day", "-pk").values_list(*SENT_COLUMNS)

    def shown(self, rows: Iterable[Row]) -> list[tuple[Row, list[tuple[str, str]]]]:
        """Rows as a page writes them: each cell with what its column is called, days as people write them."""
        head = HEADS[self.number.of]
        return [(row, [(of, _said(cell)) for of, cell in zip(head, row.cells, strict=True)]) for row in rows]

    @property
    def head(self) -> tuple[str, ...]:
        """What its columns are called."""
        return (*(("Patient", "Born") if self.reads else ()), *HEADS[self.number.of])

    def __len__(self) -> int:
        """How many rows there are."""
        return self._found.count() if self.number.of == MESSAGES else len(self._found)

    def count(self) -> int:
        """The same, as pages ask for it."""
        return len(self)

    def __getitem__(self, part: slice) -> list[Row]:
        """A part of it, in at most three queries."""
        found = self._found[part]
        if self.number.of == MESSAGES:
            return self._messages([Sent(*row) for row in found])
        return self._courses(found) if self.number.of == COURSES else self._requests(found)

    def lines(self) -> Iterator[Sequence[str]]:
        """All of it, as the lines of a table; so many rows at once are loaded."""
        if self.number.of == MESSAGES:
            sent = self._found.iterator(AT_ONCE)
            while held := [Sent(*row) for row in islice(sent, AT_ONCE)]:
                yield from map(self._line, self._messages(held))
            return
        for start in range(0, len(self._found), AT_ONCE):
            yield from map(self._line, self[start : start + AT_ONCE])

    def _line(self, row: Row) -> Sequence[str]:
        whose = ("", "") if row.patient is None else (row.patient.name, row.patient.birth_date.isoformat())
        cells = (cell.isoformat() if isinstance(cell, date) else cell for cell in row.cells)
        return (*(whose if self.reads else ()), *cells)

    def _courses(self, found: Sequence[Told]) -> list[Row]:
        there = self._named([one.id for one in found])
        return [self._row(there[one.id], self._course_cells(there[one.id], one)) for one in found if one.id in there]

    def _course_cells(self, course: Course, one: Told) -> tuple[str | date, ...]:
        what = f"{course.medicine.code} {course.strength}"
        return what, course.prescriber.name, one.first_day, one.last_day, ENDS[one.end]

    def _requests(self, found: Sequence[Asked]) -> list[Row]:
        of = dict(
            TalkRequest.objects.open_to(self.viewer, "see_overview")
            .filter(pk__in=[one.id for one in found])
            .values_list("pk", "course")
        )
        there = self._named(of.values())
        return [self._row(there[of[one.id]], self._talk_cells(there[of[one.id]], one)) for one in found if one.id in of]

    def _talk_cells(self, course: Course, one: Asked) -> tuple[str, ...]:
        zone = self.period.zone
        if one.answered_at is None:
            answered = f"waits {formats.wait(one.at, self.now)}"
        else:
            answered = f"{formats.when(one.answered_at, zone)}, after {formats.wait(one.at, one.answered_at)}"
        return (
            f"{course.medicine.code} {course.strength}", course.prescriber.name, formats.when(one.at, zone), answered
        )  # fmt: skip

    def _messages(self, found: Sequence[Sent]) -> list[Row]:
        people = {one.person for one in found} if self.reads else set()
        there = Patient.objects.visible_to(self.viewer).only(*SHOWN).in_bulk(people) if people else {}
        return [Row(there.get(one.person), None, self._message_cells(one)) for one in found]

    def _message_cells(self, one: Sent) -> tuple[str | date, ...]:
        at = one.day if one.finished_at is None else formats.when(one.finished_at, self.period.zone)
        return at, CHANNELS[one.channel], SENT[Status(one.status)], one.reason

    def _named(self, courses: Any) -> dict[UUID, Course]:
        rows = Course.objects.open_to(self.viewer, "see_overview").filter(pk__in=list(courses))
        read = rows.select_related("patient", "medicine", "prescriber").only(*COURSE_COLUMNS)
        return {one.pk: one for one in read}

    def _row(self, course: Course, cells: tuple[str | date, ...]) -> Row:
        return Row(course.patient, course.pk, cells) if self.reads else Row(None, None, cells)


def _said(cell: str | date) -> str:
    return formats.day(cell) if isinstance(cell, date) else cell


def _by(found: list[Any], prescriber: UUID | None) -> list[Any]:
    return found if prescriber is None else [one for one in found if one.prescriber == prescriber]


def prescriber_names(viewer: Viewer) -> dict[UUID, str]:
    """The staff of the practice by name, those who left too, in the order of the alphabet. One query."""
    return dict(Clinician.objects.visible_to(viewer).order_by("name", "pk").values_list("pk", "name"))
