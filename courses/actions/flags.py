"""Acknowledging a flag, taking that back, and giving what is asked for a patient to a colleague."""

from datetime import date, timedelta

from courses import inputs
from courses.access import CLINICAL, Viewer
from courses.actions.act import Now, acting
from courses.errors import WrongInput
from courses.models import Acknowledgement, AcknowledgementUndo, Assignment, Clinician, Course, Patient
from courses.rules.flags import RULES
from courses.rules.judging import EMERGENCY
from courses.rules.record import Status

MOST_DAYS_AHEAD = 7


def acknowledge(
    *,
    course: Course,
    rule: str,
    note: str = "",
    until: date | None = None,
    by: Viewer,
    through: str,
    now: Now,
) -> Acknowledgement | None:
    """Say that a flag was seen; up to the start of the medication day `until` only a rise opens it again.

    None, and nothing changed, where that flag is not open. Raises WrongInput: `until` is at most 7 days ahead, and is
    never for an emergency.
    """
    inputs.word("rule", rule, known=RULES)
    said = inputs.text("note", note, most=2000)
    if until is not None and rule == EMERGENCY:
        raise WrongInput("until", "never_for_an_emergency", "An emergency cannot be put off.", "Leave the date out.")
    with acting(course.patient_id, what="acknowledge", by=by, through=through, now=now) as act:
        known = act.course(course.pk)
        latest = act.today(known) + timedelta(days=MOST_DAYS_AHEAD)
        if until is not None and inputs.day("until", until) > latest:
            raise WrongInput(
                "until",
                "too_far_ahead",
                f"This is more than {MOST_DAYS_AHEAD} days ahead.",
                f"Name a day up to {latest}.",
            )
        flag = act.record.flags.get((str(course.pk), rule))
        if flag is None or flag.status is not Status.OPEN:
            return None
        told = act.tell(course.pk, "acknowledgements")
        return Acknowledgement.objects.create(course=course, rule=rule, note=said, until=until, **told)


def undo_acknowledgement(
    *, acknowledgement: Acknowledgement, by: Viewer, through: str, now: Now
) -> AcknowledgementUndo | None:
    """Take an acknowledgement back: the flag is open as before it, with nothing new to tell to the patient.

    None, and nothing changed, where it does not hold any more: undone, opened again, withdrawn, acknowledged anew.
    """
    course = acknowledgement.course
    with acting(course.patient_id, what="acknowledge", by=by, through=through, now=now) as act:
        flag = act.record.flags.get((str(course.pk), acknowledgement.rule))
        newest = Acknowledgement.objects.filter(course=course, rule=acknowledgement.rule).order_by("-seq").first()
        if flag is None or flag.status is not Status.ACKNOWLEDGED or newest != acknowledgement:
            return None
        told = act.tell(course.pk, "acknowledgements")
        return AcknowledgementUndo.objects.create(course=course, acknowledgement=acknowledgement, **told)


def assign(*, patient: Patient, to: Clinician | None, by: Viewer, through: str, now: Now) -> Assignment | None:
    """Give what is asked for a patient to a colleague, or to nobody in particular; None where it is nobody's already.

    Raises WrongInput for somebody who is not an active prescriber or reviewer of the practice.
    """
    with acting(patient.pk, what="assign", by=by, through=through, now=now) as act:
        if to is not None:
            to = Clinician.objects.filter(pk=to.pk, practice=act.patient.practice_id).first()
            if to is None or not to.roles & CLINICAL:
                raise WrongInput("to", "not_clinical", "They cannot take this.", "Choose a prescriber or a reviewer.")
        newest = Assignment.objects.filter(patient=act.patient).order_by("-seq").first()
        if to is None and (newest is None or newest.to_id is None):
            return None
        return Assignment.objects.create(patient=act.patient, to=to, **act.tell())
