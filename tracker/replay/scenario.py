"""A scenario as it was read: who, under which settings, with which courses, and what happens to them.

Times are as told: naive for a wall time of the patient's at that point of the story, aware (UTC) for an instant.
`path` leads to the part of the document where something stands.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from courses.rules.facts import Decision, Outcome, RevisionKind, Step, Use


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientTold:
    """The patient, and what was chosen before the story begins."""

    time_zone: str
    birth_date: date
    message_hour: time
    quiet_start: time
    quiet_end: time
    follow_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeTold:
    """The practice."""

    time_zone: str
    day_boundary: time


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentTold:
    """What the prescriber asked before starting."""

    enhanced_monitoring: bool = False
    risk_factors: tuple[str, ...] = ()
    other_medicines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseTold:
    """A course, entered before the story begins."""

    path: str
    id: str
    medicine: str
    strength: str
    first_day: date
    steps: tuple[Step, ...]
    supply: Decimal | None
    override: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndPlanTold:
    """A plan for the end."""

    decision: Decision
    by: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """A dose taken when the event says, told then or at `logged_at`."""

    id: str
    course: str
    amount: Decimal
    about: bool = False
    logged_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoDose:
    """A dose is undone."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """A set of answers."""

    id: str
    course: str
    pain: int | None
    use: Use | None
    symptoms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkRequest:
    """The patient asks to talk."""

    course: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A clinician answers all that waits."""

    course: str
    outcome: Outcome
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEnd:
    """The prescriber plans the end."""

    course: str
    plan: EndPlanTold


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An extension or a revision."""

    kind: RevisionKind
    course: str
    reason: str
    steps: tuple[Step, ...]
    plan: EndPlanTold | None
    override: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A clinician stops the course."""

    course: str
    reason: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge:
    """A clinician has seen a flag."""

    course: str
    rule: str
    note: str
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispense:
    """Units are handed out."""

    course: str
    units: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveTo:
    """The patient moves to another zone."""

    time_zone: str


Doing = Dose | UndoDose | CheckIn | TalkRequest | Answer | PlanEnd | Change | Stop | Acknowledge | Dispense | MoveTo


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something done at one time; `place` is its place in the list of events, `path` leads to what is done."""

    place: int
    path: str
    at: datetime
    doing: Doing

    @property
    def told_at(self) -> datetime:
        """When it comes to be known: with a late entry when it is logged."""
        if isinstance(self.doing, Dose) and self.doing.logged_at is not None:
            return self.doing.logged_at
        return self.at


@dataclass(frozen=True, slots=True, kw_only=True)
class EverySlot:
    """Each slot that falls due on these medication days is taken, so many elapsed minutes late."""

    place: int
    path: str
    course: str
    first_day: date
    last_day: date
    minutes_late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """The sweep and the workers do not run from `start` up to, not at, `end`."""

    path: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """The whole of it."""

    title: str
    patient: PatientTold
    practice: PracticeTold
    assessment: AssessmentTold
    courses: tuple[CourseTold, ...]
    events: tuple[Event, ...]
    every_slot: tuple[EverySlot, ...]
    outages: tuple[Outage, ...]
    until: datetime
