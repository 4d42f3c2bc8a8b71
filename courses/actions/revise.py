"""Changing what is prescribed: extend, and revise (a taper now, a correction). Never from the past."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from courses import inputs
from courses.access import Viewer
from courses.actions.act import Act, Now, acting
from courses.actions.end import check_changeable, valid_plan
from courses.actions.entry import Entry, findings_of, settle, valid_steps
from courses.actions.prescribe import NOTHING, Prescribed
from courses.actions.revisions import write_revision
from courses.errors import Refused, WrongInput
from courses.models import Course, EndPlan, Medicine, Patient
from courses.rules import facts
from courses.rules.known import KnownCourse


def extend(
    *,
    course: Course,
    steps: Sequence[facts.Step],
    reason: str,
    plan: facts.Decision | None = None,
    by_day: date | None = None,
    require_plan: bool = True,
    overrides: Mapping[str, str] = NOTHING,
    confirmed_twice: bool = False,
    by: Viewer,
    through: str,
    now: Now,
) -> Prescribed:
    """Add steps after the last day (or from today, if that is past), with the plan for the new end.

    Raises WrongInput, EntryRefused; Refused for a course that is stopped, cancelled or closed.
    """
    why = inputs.text("reason", reason, most=1000, required=True)
    if plan is None and require_plan:
        raise WrongInput(
            "plan", "required", "An extension needs the plan for the new end.", "Say what is planned then."
        )
    with acting(course.patient_id, what="extend", by=by, through=through, now=now) as act:
        known = act.course(course.pk)
        check_changeable(known)
        entry = entry_of(act.patient, course, known, steps, facts.RevisionKind.EXTEND, act.today(known))
        return _change(act, course, known, entry, why, (plan, by_day), overrides, confirmed_twice=confirmed_twice)


def revise(
    *,
    course: Course,
    steps: Sequence[facts.Step],
    reason: str,
    plan: facts.Decision | None = None,
    by_day: date | None = None,
    overrides: Mapping[str, str] = NOTHING,
    confirmed_twice: bool = False,
    by: Viewer,
    through: str,
    now: Now,
) -> Prescribed:
    """Replace all that was planned from now on by these steps; before the window they begin on its first day.

    Raises WrongInput, EntryRefused; Refused after the last day, or for a course that is stopped, cancelled or closed.
    """
    why = inputs.text("reason", reason, most=1000, required=True)
    with acting(course.patient_id, what="revise", by=by, through=through, now=now) as act:
        known = act.course(course.pk)
        check_changeable(known)
        today = act.today(known)
        if today > known.last_day:
            raise Refused(
                "course", "over", f"The last day was {known.last_day}.", "After the last day a course is extended."
            )
        entry = entry_of(act.patient, course, known, steps, facts.RevisionKind.REVISE, today)
        return _change(act, course, known, entry, why, (plan, by_day), overrides, confirmed_twice=confirmed_twice)


def entry_of(
    patient: Patient,
    course: Course,
    known: KnownCourse,
    steps: Sequence[facts.Step],
    kind: facts.RevisionKind,
    today: date,
) -> Entry:
    """New steps of a course that is there. Raises WrongInput."""
    # The catalogue as it stands now, whatever the caller has read of it.
    medicine = Medicine.objects.get(pk=course.medicine_id)
    first_day = first_day_of_steps(known, kind, today)
    return Entry(
        kind=kind,
        medicine=medicine,
        mg_per_unit=course.mg_per_unit,
        steps=valid_steps(steps, first_day=first_day, patient=patient),
        first_day=first_day,
        assessment=course.assessment,
        course=known,
    )


def first_day_of_steps(known: KnownCourse, kind: facts.RevisionKind, today: date) -> date:
    """When new steps begin: an extension's after the last day, a revision's on the course's first; today if past."""
    extends = kind is facts.RevisionKind.EXTEND
    return max(today, known.last_day + timedelta(days=1) if extends else known.first_day)


def _change(
    act: Act,
    course: Course,
    known: KnownCourse,
    entry: Entry,
    reason: str,
    plan: tuple[facts.Decision | None, date | None],
    overrides: Mapping[str, str],
    *,
    confirmed_twice: bool,
) -> Prescribed:
    decision, by_day = plan
    last_day = entry.first_day + timedelta(days=sum(step.days for step in entry.steps) - 1)
    if decision is None and by_day is not None:
        raise WrongInput("by", "without_a_plan", "A date to see the patient by needs the plan to do so.")
    planned = None if decision is None else valid_plan(decision, by_day, last_day)
    findings = findings_of(act.patient, act.known, entry, act.now)
    overridden = settle(findings, overrides, confirmed_twice=confirmed_twice)
    told = act.tell(course.pk)
    revision = write_revision(
        course=course,
        medicine=entry.medicine,
        number=len(known.revisions) + 1,
        kind=entry.kind,
        begins_on=entry.first_day,
        steps=entry.steps,
        reason=reason,
        patient=act.patient,
        overridden=overridden,
        told=told,
    )
    if planned is not None:
        # In the revision's own place: a plan told with it is in force with it, and no flag opens in between.
        EndPlan.objects.create(course=course, decision=planned.value, by_day=by_day, **told)
    return Prescribed(course, revision, findings)
