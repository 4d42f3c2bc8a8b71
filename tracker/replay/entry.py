"""The entry checks that ask for a reason, of what a scenario enters, extends or revises."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from courses.rules.entry_checks import OtherCourse, Proposal, check_entry, spans_of
from courses.rules.facts import RevisionKind, Step
from tracker.replay.medicines import catalogue, strength_of
from tracker.replay.scenario import CourseTold

if TYPE_CHECKING:
    from tracker.replay.ledger import Ledger


def unanswered_checks(
    ledger: "Ledger",
    kind: RevisionKind,
    course: CourseTold,
    steps: tuple[Step, ...],
    first_day: date,
    now: datetime,
    *,
    supply: Decimal | None = None,
) -> list[str]:
    """The names of the checks that find something in these steps, each once."""
    scenario = ledger.scenario
    medicine = catalogue()[course.medicine]
    known = ledger.known()
    proposal = Proposal(
        kind=kind,
        medicine=medicine,
        mg_per_unit=strength_of(course.strength),
        steps=steps,
        first_day=first_day,
        now=now,
        today=ledger.day(now),
        time_zone=ledger.zone,
        day_boundary=ledger.boundary,
        birth_date=scenario.patient.birth_date,
        earlier_window=spans_of(ledger.window(course.id).days) if course.id in ledger.books else (),
        other_courses=tuple(
            OtherCourse(catalogue()[book.told.medicine], spans_of(ledger.window(other).days))
            for other, book in ledger.books.items()
            if other != course.id
        ),
        risk_factors=frozenset(scenario.assessment.risk_factors),
        other_medicines=frozenset(scenario.assessment.other_medicines),
        days_limit=medicine.days_limit,
        class_days_of_use=frozenset[date]().union(
            *(other.use_days for other in known.courses if other.basis.medicine_class == medicine.medicine_class)
        ),
        supply=supply,
        quiet_start=scenario.patient.quiet_start,
        quiet_end=scenario.patient.quiet_end,
    )
    found = (finding.check for finding in check_entry(proposal, catalogue()) if finding.needs_reason)
    return list(dict.fromkeys(found))
