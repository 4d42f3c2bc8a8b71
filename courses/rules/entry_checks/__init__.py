"""Entry checks: what a prescriber is told before a course is entered, extended or revised.

One module a check, each with its `NAME` and a pure `check`. Only what the catalogue states is
checked: a missing number never fires. Wrong input is an error of `courses.rules.steps`, not a finding.
"""

from collections.abc import Mapping

from courses.rules.entry_checks import (
    already_running,
    contraindicated,
    daily_amount_over_label,
    interaction,
    longer_than_label,
    outside_label_ages,
    repeat_courses,
    risk_factors,
    single_dose_over_label,
    slots_in_quiet_hours,
    slots_lost_today,
    supply_lasts,
)
from courses.rules.entry_checks.finding import EntryFinding
from courses.rules.entry_checks.medicine import MedicineFacts
from courses.rules.entry_checks.others import other_medicines
from courses.rules.entry_checks.proposal import DaySpan, OtherCourse, Proposal, spans_of

__all__ = ["DaySpan", "EntryFinding", "MedicineFacts", "OtherCourse", "Proposal", "check_entry", "spans_of"]


def check_entry(proposal: Proposal, catalogue: Mapping[str, MedicineFacts]) -> tuple[EntryFinding, ...]:
    """Every finding, the gravest first: what stops the entry, what needs a reason, what is only shown.

    `catalogue` holds the medicines that the practice knows, by name: the assessment's are looked up in it.
    """
    others = other_medicines(proposal, catalogue)
    return (
        *contraindicated.check(proposal, others),
        *longer_than_label.check(proposal),
        *daily_amount_over_label.check(proposal),
        *single_dose_over_label.check(proposal),
        *outside_label_ages.check(proposal),
        *already_running.check(proposal),
        *repeat_courses.check(proposal),
        *risk_factors.check(proposal),
        *interaction.check(proposal, others),
        *supply_lasts.check(proposal),
        *slots_in_quiet_hours.check(proposal),
        *slots_lost_today.check(proposal),
    )
