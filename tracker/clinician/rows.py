"""A row of today's list: one person, with all that is asked for them, and of whom."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from courses.access import Viewer
from courses.models import Assignment, Patient
from tracker.clinician.sheet import Sheet
from tracker.clinician.words import MOST_TELLING

SHAPES = {
    # what a row is headed by, in the order of the list: (sign, word)
    "emergency": ("emergency", "Emergency"),
    "high": ("high", "High"),
    "talk": ("talk", "Talk"),
    "no-plan": ("no_plan", "No plan"),
    "warning": ("warning", "Warning"),
    "delivery": ("delivery", "Delivery"),
    "info": ("info", "Info"),
}
RANKS = {shape: rank for rank, shape in enumerate(SHAPES)}
TELLING = {rule: place for place, rule in enumerate(MOST_TELLING)}
ASKED = {
    "emergency": ("Call now", "Anyone"),
    "high": ("Contact", "Prescriber"),
    "talk": ("Answer", "Anyone"),
    "no-plan": ("Plan", "Prescriber"),
    "warning": ("Look", "Reviewer"),
    "delivery": ("Call", "Reviewer"),
    "info": ("Look", "Reviewer"),
}


@dataclass(slots=True)
class Item:
    """One thing that somebody is asked for: a flag, a talk request, or messages that do not arrive."""

    shape: str
    since: datetime
    course_id: UUID | None
    rule: str = ""
    sentence: str = ""
    words: str = ""
    rule_words: str = ""
    evidence: Sequence[str] = ()
    prescriber: UUID | None = None

    @property
    def sign(self) -> str:
        """The name of its icon."""
        return SHAPES[self.shape][0]

    @property
    def word(self) -> str:
        """The word beside it."""
        return SHAPES[self.shape][1]

    @property
    def waits(self) -> bool:
        """Whether it is a patient who asked to talk."""
        return self.rule == "talk_request_waiting" or (self.shape == "talk" and not self.rule)

    @property
    def asked(self) -> tuple[str, str]:
        """What is asked, and of whom: a request wants its answer and an end its plan, however urgent."""
        if self.waits:
            return ASKED["talk"]
        return ASKED["no-plan" if self.rule == "ending_without_plan" else self.shape]

    @property
    def order(self) -> tuple[int, datetime]:
        """Among people: by urgency, then by wait."""
        return (RANKS[self.shape], self.since)

    @property
    def weight(self) -> tuple[int, int, datetime]:
        """Among what is asked for one person: by urgency, then what tells most."""
        return (RANKS[self.shape], TELLING[self.rule] if self.rule else len(TELLING), self.since)


@dataclass(slots=True)
class Row:
    """One person with all that is asked for them, the most urgent first; `patient` is there once it is named."""

    patient_id: UUID
    patient: Patient = field(init=False)
    items: list[Item] = field(default_factory=list)
    sheet: Sheet | None = None
    wait: str = ""
    assigned: Assignment | None = None
    has_helper: bool = False

    @property
    def top(self) -> Item:
        """What the row is headed by."""
        return self.items[0]

    @property
    def others(self) -> list[Item]:
        """What else there is."""
        return self.items[1:]

    @property
    def ask(self) -> str:
        """What is asked."""
        return self.top.asked[0]

    @property
    def asked_key(self) -> str:
        """The key of the act that is asked for first."""
        if self.top.waits:
            return "r"
        return "p" if self.top.rule == "ending_without_plan" else "n"

    @property
    def of_whom(self) -> str:
        """Of whom: a prescriber is named, and whoever it was given to."""
        if self.assigned is not None and self.assigned.to is not None:
            return self.assigned.to.name
        whom = self.top.asked[1]
        return self.sheet.row.prescriber.name if whom == "Prescriber" and self.sheet else whom

    @property
    def flag(self) -> Item | None:
        """The gravest that can be acknowledged."""
        return next((item for item in self.items if item.rule), None)

    @property
    def request(self) -> Item | None:
        """What waits for an answer."""
        return next((item for item in self.items if item.waits), None)

    @property
    def is_emergency(self) -> bool:
        """Whether what would be acknowledged is one: it is offered no date."""
        return self.flag is not None and self.flag.shape == "emergency"

    @property
    def plans(self) -> UUID | None:
        """The course whose end wants a plan."""
        return next((item.course_id for item in self.items if item.rule == "ending_without_plan"), None)

    @property
    def mark(self) -> str:
        """What tells this row from how it stood before: while it is the same, the row says the same."""
        said = (
            self.patient.last_seq,
            self.wait,
            self.assigned and self.assigned.pk,
            [(item.shape, item.rule, item.course_id, item.since) for item in self.items],
        )
        return sha256(repr(said).encode()).hexdigest()[:12]

    def is_mine(self, viewer: Viewer) -> bool:
        """Whether it was given to the viewer, or to nobody and is about a course that they prescribe."""
        if self.assigned is not None:
            return self.assigned.to_id == viewer.id
        return any(item.prescriber == viewer.id for item in self.items)
