"""The record of judgement: what was found, since when, and what became of it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum


class Severity(IntEnum):
    """How much a finding asks for; ordered."""

    INFO = 1
    WARNING = 2
    HIGH = 3

    @property
    def word(self) -> str:
        """The word of the domain: `info`, `warning` or `high`."""
        return self.name.lower()


class Status(StrEnum):
    """Where a flag stands."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    WITHDRAWN = "withdrawn"


class Change(StrEnum):
    """What happened to a flag at one instant."""

    OPENED = "opened"
    REOPENED = "reopened"
    RAISED = "raised"
    LOWERED = "lowered"
    ACKNOWLEDGED = "acknowledged"
    # The acknowledgement was undone: the flag is open as if nobody had seen it, and waits since it opened.
    UNDONE = "undone"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """One piece of evidence: when it was (a dose by when it was taken, a day by its start), its id or ISO date."""

    at: datetime
    key: str
    day: date = field(compare=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """That a rule holds now, how severely, and by what; evidence in order of time."""

    severity: Severity
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Who saw a flag left this: when, on which medication day, up to which day, and what was there to be seen."""

    at: datetime
    day: date
    until: date | None
    evidence_keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Flag:
    """The record of one rule on one course. `opened_at` never moves."""

    course: str
    rule: str
    severity: Severity
    opened_at: datetime
    status: Status
    evidence: tuple[Evidence, ...]
    acknowledged: Acknowledged | None = None


@dataclass(frozen=True, slots=True)
class FlagEvent:
    """One change of a flag, and how it stood afterwards."""

    course: str
    rule: str
    at: datetime
    change: Change
    severity: Severity
    status: Status


@dataclass(frozen=True, slots=True)
class Record:
    """Everything judged of one patient: up to which instant and fact, the flags, and their history in order."""

    judged_to: datetime
    judged_seq: int = 0
    flags: dict[tuple[str, str], Flag] = field(default_factory=dict)
    history: tuple[FlagEvent, ...] = ()
