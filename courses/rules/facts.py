"""The frozen facts that rules read: what was told, when it was told, and in which order.

Every fact says `known_at` (the aware instant at which the server received it) and `seq` (its place
in the one order of its patient's facts, rising, unique within the patient; `known_at` never falls
as `seq` rises). A rule sees the facts up to some `seq` and an instant, and nothing else.

Amounts are decimals in units of the strength's form (tablets). Days are medication days.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum


class Use(StrEnum):
    """How the patient says the medicine is used now."""

    AS_PLANNED = "as_planned"
    LESS = "less"
    MORE = "more"
    STOPPED = "stopped"
    STILL_TAKING = "still_taking"


class Decision(StrEnum):
    """A plan for the end, as far as it is a word; a taper or an extension is a revision."""

    STOP_AS_PLANNED = "stop_as_planned"
    SEE_PATIENT = "see_patient"


class Outcome(StrEnum):
    """How a talk request was answered; the first two end the wait."""

    SPOKE = "spoke"
    APPOINTMENT = "appointment"
    MESSAGE_LEFT = "message_left"
    NO_ANSWER = "no_answer"


class RevisionKind(StrEnum):
    """What made a revision."""

    PRESCRIBE = "prescribe"
    EXTEND = "extend"
    REVISE = "revise"


WITHDRAWAL_SYMPTOMS = frozenset(
    {"insomnia", "vomiting", "cramps", "headache", "tremor", "twitching", "unsteady", "anxiety"}
)
DROWSY_SYMPTOMS = frozenset({"drowsy", "unsteady"})
EMERGENCY_SYMPTOMS = frozenset({"seizure", "trouble_breathing", "cannot_wake", "hallucinations", "suicidal_thoughts"})
SYMPTOMS = WITHDRAWAL_SYMPTOMS | DROWSY_SYMPTOMS | EMERGENCY_SYMPTOMS


@dataclass(frozen=True, slots=True)
class StepSlot:
    """One planned wall time of a step, with its amount in units."""

    wall: time
    amount: Decimal


@dataclass(frozen=True, slots=True)
class AsNeeded:
    """A step taken as needed: the amount in units, the least minutes between doses, the most units a day."""

    amount: Decimal
    min_interval_minutes: int
    max_per_day: Decimal


@dataclass(frozen=True, slots=True)
class Step:
    """Consecutive days with one dosing pattern: either slots, in order of the medication day, or as needed."""

    days: int
    slots: tuple[StepSlot, ...] = ()
    as_needed: AsNeeded | None = None

    @property
    def daily_amount(self) -> Decimal:
        """The whole amount of a day in units; as needed, the most a day."""
        if self.as_needed is not None:
            return self.as_needed.max_per_day
        return sum((slot.amount for slot in self.slots), Decimal(0))


@dataclass(frozen=True, slots=True)
class Basis:
    """What a revision keeps of the catalogue and the practice's settings of its day.

    `abrupt_stop` is the catalogue's word: `yes`, `after N days`, or any other for none.
    `days_limit` is the most days of use of the class in 365 that the practice allows, None when off.
    """

    medicine: str
    medicine_class: str
    day_boundary: time
    mg_per_unit: Decimal | None = None
    label_max_daily_mg: Decimal | None = None
    abrupt_stop: str = ""
    sedating: bool = False
    days_limit: int | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of a course's steps, which begin on the medication day `begins_on`."""

    seq: int
    known_at: datetime
    kind: RevisionKind
    begins_on: date
    steps: tuple[Step, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Stop:
    """A clinician's stop; `on` is its medication day, the last one that is not beyond."""

    seq: int
    known_at: datetime
    on: date


@dataclass(frozen=True, slots=True)
class Mark:
    """That something was done, and when it was told: a cancellation, a close, an undo."""

    seq: int
    known_at: datetime


@dataclass(frozen=True, slots=True)
class EndPlan:
    """A plan for the end; `by` is the medication day up to which the patient is to be seen.

    One that comes with an extension or a revision carries that revision's `seq`: they are one fact.
    """

    seq: int
    known_at: datetime
    decision: Decision
    by: date | None = None


@dataclass(frozen=True, slots=True)
class Dispense:
    """Units handed out; a course without a dispense has an unknown supply."""

    seq: int
    known_at: datetime
    units: Decimal


@dataclass(frozen=True, slots=True)
class Dose:
    """One logged intake. `day` is its medication day, kept from when it was logged."""

    seq: int
    known_at: datetime
    id: str
    amount: Decimal
    taken_at: datetime
    day: date
    about: bool = False
    undone: Mark | None = None


@dataclass(frozen=True, slots=True)
class Snooze:
    """The patient asked to be reminded of a slot, that of `wall` on the medication day `day`, a while later."""

    seq: int
    known_at: datetime
    day: date
    wall: time


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One set of answers, made at `at`; `day` is its medication day, kept from when it was logged."""

    seq: int
    known_at: datetime
    id: str
    at: datetime
    day: date
    use: Use | None
    symptoms: frozenset[str] = frozenset()
    undone: Mark | None = None


@dataclass(frozen=True, slots=True)
class TalkRequest:
    """The patient asks to speak with the prescriber; `day` is the medication day of asking."""

    seq: int
    known_at: datetime
    day: date
    undone: Mark | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A clinician's answer to the talk requests of a course."""

    seq: int
    known_at: datetime
    outcome: Outcome
    undone: Mark | None = None


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A clinician has seen a flag; up to the start of the medication day `until` only a rise opens it again."""

    seq: int
    known_at: datetime
    rule: str
    until: date | None = None
    undone: Mark | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What the patient chose, from `known_at` on: zone, message hour, quiet hours [start, end), follow-ups."""

    seq: int
    known_at: datetime
    time_zone: str
    message_hour: time = time(10)
    quiet_start: time = time(22)
    quiet_end: time = time(7)
    follow_up: bool = True


@dataclass(frozen=True, slots=True)
class Course:
    """One prescribed window of one medicine for one patient, with everything told about it."""

    id: str
    first_day: date
    revisions: tuple[Revision, ...]
    enhanced_monitoring: bool = False
    stop: Stop | None = None
    cancelled: Mark | None = None
    closed: Mark | None = None
    plans: tuple[EndPlan, ...] = ()
    dispenses: tuple[Dispense, ...] = ()
    doses: tuple[Dose, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
    talk_requests: tuple[TalkRequest, ...] = ()
    answers: tuple[Answer, ...] = ()
    acknowledgements: tuple[Acknowledgement, ...] = ()
    snoozes: tuple[Snooze, ...] = ()


@dataclass(frozen=True, slots=True)
class Patient:
    """A patient as the rules see one: settings over time (at least one) and courses."""

    id: str
    birth_date: date
    settings: tuple[Settings, ...]
    courses: tuple[Course, ...] = ()
