"""Courses: what is sent to enter and change one, and what is told of it."""

from typing import ClassVar

from rest_framework import serializers

from courses.inputs import MOST_UNITS
from courses.models import ByKind, RevisionKind, Severity, Status, Through
from courses.rules import facts
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
)
from tracker.api.fields import Amount, Day, Id, Instant, Reasons, Share, Text, Texts, Wall, Whole, Word, YesNo
from tracker.api.serializers.problems import FindingTold
from tracker.api.serializers.steps import AsNeededTold, StepTold, steps_field
from tracker.api.strict import Sent, Told

OVERRIDABLE = tuple(
    check.NAME
    for check in (
        already_running,
        contraindicated,
        daily_amount_over_label,
        interaction,
        longer_than_label,
        outside_label_ages,
        repeat_courses,
        risk_factors,
        single_dose_over_label,
    )
)
STATES = ("planned", "active", "over", "stopped", "cancelled")
DECISIONS = [decision.value for decision in facts.Decision]


class CourseSent(Sent):
    """A course to be entered, or shown as it would be."""

    patient = Id()
    medicine = Id()
    strength = Text(most=60, help_text="As in `350 mg tablet`.")
    first_day = Day()
    steps = steps_field()
    indication = Text(most=500, required=False)
    instructions = Text(most=2000, required=False)
    supply = Amount(most=MOST_UNITS, required=False, allow_null=True, help_text="Units handed out with it.")
    enhanced_monitoring = YesNo(required=False)
    assessment = Id(required=False, allow_null=True)
    prescriber = Id(required=False, allow_null=True, help_text="The clinician; whoever enters it, if left out.")
    overrides = Reasons(known=OVERRIDABLE, most=1000, required=False)
    confirmed_twice = YesNo(required=False, help_text="A contraindication was confirmed a second time.")

    examples: ClassVar = {"strength": "350 mg tablet", "indication": "acute low back spasm", "supply": "42"}
    not_in_example = ("assessment", "prescriber", "overrides", "confirmed_twice")


class StepsSent(Sent):
    """New steps, why, and the plan for the new end."""

    steps = steps_field()
    reason = Text(most=1000)
    plan = Word(choices=DECISIONS, required=False, allow_null=True)
    by = Day(required=False, allow_null=True, help_text="By when the patient is to be seen.")
    overrides = Reasons(known=OVERRIDABLE, most=1000, required=False)
    confirmed_twice = YesNo(required=False)

    examples: ClassVar = {"reason": "still in spasm", "plan": "stop_as_planned"}
    not_in_example = ("by", "overrides", "confirmed_twice")


class StopSent(Sent):
    """Why, and what the patient was told (asked for where stopping suddenly is a risk)."""

    reason = Text(most=1000)
    told = Text(most=2000, required=False)

    examples: ClassVar = {"reason": "rash", "told": "Call us today if you feel worse."}


class ReasonSent(Sent):
    """Why; within 14 days of the last day closing asks for it."""

    reason = Text(most=1000, required=False)


class PlanSent(Sent):
    """The plan for the end."""

    decision = Word(choices=DECISIONS)
    by = Day(required=False, allow_null=True, help_text="With `see_patient`: a day up to the last one.")
    note = Text(most=2000, required=False)

    not_in_example = ("by",)


class DispenseSent(Sent):
    """Units handed out."""

    units = Amount(most=MOST_UNITS)
    on = Day(required=False, allow_null=True)
    days = Whole(required=False, allow_null=True, min_value=1, max_value=366)

    examples: ClassVar = {"units": "56", "days": 14}


class HandOverSent(Sent):
    """Who prescribes from now on."""

    prescriber = Id(help_text="An active prescriber of the practice.")
    reason = Text(most=1000, required=False)

    examples: ClassVar = {"reason": "on leave"}


class CoursesAsked(Sent):
    """Which courses."""

    patient = Id(required=False)


class DayAsked(Sent):
    """Which medication day."""

    on = Day(help_text="A medication day.")


class PersonTold(Told):
    """Somebody by name."""

    id = Id()
    name = serializers.CharField()

    examples: ClassVar = {"name": "Ada Example"}


class PlanTold(Told):
    """A plan for the end."""

    decision = Word(choices=DECISIONS)
    by = Day(allow_null=True)
    note = serializers.CharField(allow_blank=True, allow_null=True)
    recorded_at = Instant()


class CourseTold(Told):
    """A course, with what is derived of it now."""

    id = Id()
    patient = PersonTold()
    prescriber = PersonTold()
    medicine = serializers.CharField(help_text="Its name in the catalogue.")
    medicine_id = Id()
    strength = serializers.CharField()
    unit = serializers.CharField()
    mg_per_unit = Amount(allow_null=True)
    indication = serializers.CharField(allow_blank=True)
    instructions = serializers.CharField(allow_blank=True)
    enhanced_monitoring = YesNo()
    first_day = Day()
    last_day = Day()
    days = Whole(help_text="How many days the window has.")
    today = Day(help_text="The medication day that contains now.")
    state = Word(choices=STATES)
    stopped_on = Day(allow_null=True)
    cancelled_at = Instant(allow_null=True)
    closed_at = Instant(allow_null=True)
    abrupt_stop_risk = YesNo()
    plan_in_force = PlanTold(allow_null=True)
    talk_requested_at = Instant(allow_null=True, help_text="Since when a talk request waits.")
    entered_at = Instant()

    examples: ClassVar = {"medicine": "carisoprodol", "strength": "350 mg tablet", "unit": "tablet", "days": 14}


class PlannedSlotTold(Told):
    """A slot of a day, and the dose that counts for it."""

    wall = Wall()
    due_at = Instant(allow_null=True, help_text="Null where a move of zone jumped over it.")
    amount = Amount()
    dose = Id(allow_null=True)


class PlannedDayTold(Told):
    """A medication day of the window. Amounts in units; `planned` and `as_needed` exclude each other."""

    day = Day()
    slots = PlannedSlotTold(many=True)
    as_needed = AsNeededTold(allow_null=True)
    planned = Share()
    prescribed = Share()
    taken = Share()
    full = YesNo()


class NumbersTold(Told):
    """Numbers for review, over the full days of the window so far; null is no data, never 0."""

    planned = Share(allow_null=True)
    taken = Share(allow_null=True)
    taken_ratio = Share(allow_null=True)
    exact_days = Share(allow_null=True)
    on_time = Share(allow_null=True)
    days_covered = Share(allow_null=True)
    days_beyond = Whole()
    silent_days = Whole()
    mean_daily = Share(allow_null=True)
    max_daily = Share(allow_null=True)


class RevisionTold(Told):
    """One version of the steps. Why, for clinicians alone."""

    number = Whole()
    kind = Word(choices=RevisionKind.choices)
    begins_on = Day()
    recorded_at = Instant()
    by_kind = Word(choices=ByKind.choices)
    by_id = Id(allow_null=True)
    through = Word(choices=Through.choices)
    reason = serializers.CharField(allow_blank=True, allow_null=True)
    steps = StepTold(many=True)


class EvidenceTold(Told):
    """One piece of evidence: the id of a dose or check-in, or a date."""

    at = Instant()
    key = serializers.CharField()
    day = Day()

    examples: ClassVar = {"key": "2026-03-16"}


class FlagTold(Told):
    """A flag, as it was last judged."""

    id = Id()
    course = Id()
    patient = PersonTold()
    rule = serializers.CharField()
    severity = Word(choices=[level.name.lower() for level in Severity])
    status = Word(choices=Status.choices)
    opened_at = Instant()
    evidence = EvidenceTold(many=True)
    acknowledged_at = Instant(allow_null=True)
    acknowledged_until = Day(allow_null=True)

    examples: ClassVar = {"rule": "use_beyond_window"}


class CourseFlagTold(FlagTold):
    """A flag, judged up to now."""

    id = Id(allow_null=True, help_text="Null until the sweep has written what time alone has opened just now.")


class CourseWholeTold(CourseTold):
    """A course with its plan by day, revisions and numbers; flags, judged up to now, for clinicians alone (null for
    others)."""

    plan = PlannedDayTold(many=True)
    revisions = RevisionTold(many=True)
    numbers = NumbersTold()
    flags = CourseFlagTold(many=True, allow_null=True)


class PrescribedTold(Told):
    """A course that was entered or changed, and what the entry checks had to say."""

    course = CourseWholeTold()
    findings = FindingTold(many=True)


class PrescribedPartTold(Told):
    """What one revision prescribed for a day, from an instant on, with who changed it, when and why."""

    revision = Whole()
    kind = Word(choices=RevisionKind.choices)
    recorded_at = Instant()
    by_kind = Word(choices=ByKind.choices)
    by_id = Id(allow_null=True)
    reason = serializers.CharField(allow_blank=True, allow_null=True)
    step = StepTold()


class PrescribedOnTold(Told):
    """What was prescribed on a medication day; no parts where the day is outside of the window."""

    day = Day()
    in_window = YesNo()
    prescribed = Share(allow_null=True)
    planned = Share(allow_null=True)
    parts = PrescribedPartTold(many=True)


class DispenseTold(Told):
    """Units that were handed out."""

    id = Id()
    units = Amount()
    on = Day()
    days = Whole(allow_null=True)
    recorded_at = Instant(source="known_at")


class HandOverTold(Told):
    """That a course went from one prescriber to another."""

    id = Id()
    course = Id(source="course_id")
    given_by = Id(source="given_by_id")
    taken_by = Id(source="taken_by_id")
    reason = serializers.CharField(allow_blank=True)
    recorded_at = Instant(source="known_at")


class SendingTold(Told):
    """What one person gets at one instant."""

    at = Instant()
    to = serializers.CharField()
    kinds = Texts(child=serializers.CharField())

    examples: ClassVar = {"to": "patient", "kinds": ["dose_due"]}


class PreviewTold(Told):
    """What the entry checks say, and what the course would send if every dose is taken in time, and if none is."""

    findings = FindingTold(many=True)
    missing = Texts(child=serializers.CharField())
    if_taken = SendingTold(many=True)
    if_not = SendingTold(many=True)

    examples: ClassVar = {"missing": ["longer_than_label"]}
