"""The numbers of an overview: what each counts, of how many, and its definition. Nobody is ranked by them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from courses.access import Viewer
from tracker.clinician.overview.courses import Told, courses_within
from tracker.clinician.overview.messages import counted, deliveries_within
from tracker.clinician.overview.period import Period
from tracker.clinician.overview.talk import Asked, asked_within

COURSES, TALK, MESSAGES = "courses", "talk", "messages"
NO_DATA = "no data"


@dataclass(frozen=True, slots=True)
class Number:
    """One number: its key in addresses, what it is called, what it counts, and of which number it is a part."""

    key: str
    of: str
    name: str
    definition: str
    part_of: str = ""


NUMBERS: tuple[Number, ...] = (
    Number("begun", COURSES, "Begun", "Courses with their first day in this time, cancelled ones left out."),
    Number(
        "ended", COURSES, "Ended",
        "Courses whose last day, as planned or by a stop, lies in this time and is over.",
    ),
    Number(
        "as_planned", COURSES, "Ended as planned",
        "Reached the last day of the newest plan, with doses logged and nothing beyond it. Of the courses whose end is "
        "known.", "known",
    ),
    Number(
        "beyond", COURSES, "Used beyond the end",
        "The finding of use beyond the window holds, by a dose or a check-in. Of the courses whose end is known.",
        "known",
    ),
    Number(
        "stopped", COURSES, "Stopped by the practice before the last day",
        "A clinician's stop, and no use beyond it. Of the courses whose end is known.", "known",
    ),
    Number(
        "suddenly", COURSES, "Stopped suddenly",
        "The finding of a sudden stop holds, and none of the above. Of the courses whose end is known.", "known",
    ),
    Number(
        "no_data", COURSES, "End not known",
        "Courses that ended without a stop, a finding or a dose logged.", "ended",
    ),
    Number(
        "tapers", COURSES, "Ended by a taper",
        "The last step's daily amount was below that of the day before it. Of all courses that ended.", "ended",
    ),
    Number("asked", TALK, "Asked to talk", "Talk requests made in this time, those taken back left out."),
    Number(
        "answered_day", TALK, "Answered within 24 h",
        "By a talk or an appointment; a message left and no answer end nothing.", "asked",
    ),
    Number("answered_three", TALK, "Answered after 24 h, within 72 h", "The same.", "asked"),
    Number("answered_later", TALK, "Answered after 72 h", "The same.", "asked"),
    Number("waits_day", TALK, "Waiting for less than 24 h", "Asked in this time, and not answered yet.", "asked"),
    Number("waits_three", TALK, "Waiting for 24 h or more", "The same.", "asked"),
    Number("waits_later", TALK, "Waiting for 72 h or more", "The same.", "asked"),
    Number(
        "delivered", MESSAGES, "Delivered",
        "Messages that a patient's mail or push service took, one for each address; called-off ones left out. Days "
        "are counted by UTC.", "sent",
    ),
    Number("not_delivered", MESSAGES, "Not delivered", "Refused for good, or the address is gone.", "sent"),
    Number("on_the_way", MESSAGES, "On the way", "Not handed over yet.", "sent"),
)  # fmt: skip
BY_KEY: Mapping[str, Number] = {one.key: one for one in NUMBERS}
# What stands in the table by prescriber: messages are a patient's, of whatever course.
BY_PRESCRIBER = ("begun", "ended", "as_planned", "beyond", "tapers", "asked", "answered_day")

# How a course can have ended: each in one way alone.
ENDS = ("as_planned", "beyond", "stopped", "suddenly", "no_data")


def _ended(key: str) -> Callable[[Told], bool]:
    return lambda one: one.end == key


# Which of the courses, and of the requests, a number counts.
_COURSES: Mapping[str, Callable[[Told], bool]] = {
    "begun": lambda one: one.has_begun,
    "ended": lambda one: one.has_ended,
    "known": lambda one: one.has_ended and one.end != "no_data",
    "tapers": lambda one: one.has_ended and one.tapered,
    **{key: _ended(key) for key in ENDS},
}


@dataclass(frozen=True, slots=True)
class Counted:
    """A number with how many it counts, and of how many (None: of nothing else)."""

    number: Number
    count: int
    of: int | None

    @property
    def told(self) -> str:
        """`12`, `12 of 17`; `no data` where there is nothing of which it could be a part."""
        if self.of is None:
            return str(self.count)
        return NO_DATA if self.of == 0 else f"{self.count} of {self.of}"

    @property
    def share(self) -> str:
        """As a share, beside the fraction."""
        return f"{self.count / self.of:.0%}" if self.of else ""


class Overview:
    """What happened in a period, loaded once; every number is counted from it."""

    def __init__(self, viewer: Viewer, period: Period, now: datetime) -> None:
        """Load it: eight queries, however many patients there are."""
        self.now = now
        self.courses = courses_within(viewer, period)
        self.requests = asked_within(viewer, period)
        self.messages = counted(deliveries_within(viewer, period))

    def all(self) -> list[Counted]:
        """Every number."""
        return [self.counted(one, self.courses, self.requests) for one in NUMBERS]

    def of(self, prescriber: UUID) -> list[Counted]:
        """The numbers of one prescriber's courses."""
        courses = [one for one in self.courses if one.prescriber == prescriber]
        requests = [one for one in self.requests if one.prescriber == prescriber]
        return [self.counted(BY_KEY[key], courses, requests) for key in BY_PRESCRIBER]

    def prescribers(self) -> set[UUID]:
        """Whose courses or requests are counted."""
        return {one.prescriber for one in self.courses} | {one.prescriber for one in self.requests}

    def counted(self, number: Number, courses: Iterable[Told], requests: Iterable[Asked]) -> Counted:
        """One number, of these."""

        def count(key: str) -> int:
            if number.of == COURSES:
                return len(of_courses(key, courses))
            if number.of == TALK:
                return len(of_requests(key, requests, self.now))
            return sum(self.messages.values()) if key == "sent" else self.messages[key]

        return Counted(number, count(number.key), count(number.part_of) if number.part_of else None)


def of_courses(key: str, courses: Iterable[Told]) -> list[Told]:
    """The courses that a number counts."""
    return list(filter(_COURSES[key], courses))


def of_requests(key: str, requests: Iterable[Asked], now: datetime) -> list[Asked]:
    """The requests that a number counts; `waits_three` holds those of `waits_later`, too."""
    if key == "asked":
        return list(requests)
    ages = {"waits_three", "waits_later"} if key == "waits_three" else {key}
    return [one for one in requests if one.age(now) in ages]
