"""Staff: adding a clinician, changing roles, handing courses over, deactivating, coming back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from courses import inputs
from courses.access import Viewer
from courses.actions.act import Now, acting, read_clock
from courses.actions.practice_changes import columns, differences, keep_change
from courses.actions.practices import allow
from courses.actions.prescribe import check_prescriber
from courses.errors import Refused, WrongInput
from courses.models import Clinician, Course, HandOver, Practice, Through

ROLES = ("is_prescriber", "is_reviewer", "is_manager", "takes_escalations")


def add_clinician(
    *,
    practice: Practice,
    user_id: UUID,
    name: str,
    is_prescriber: bool = False,
    is_reviewer: bool = False,
    is_manager: bool = False,
    takes_escalations: bool = False,
    by: Viewer,
    through: str,
    now: Now,
) -> Clinician:
    """A new staff member with at least one role. Raises WrongInput, NotAllowed."""
    allow(by, "change_staff", practice)
    inputs.word("through", through, known=Through.values)
    _check_roles(is_prescriber, is_reviewer, is_manager)
    with transaction.atomic():
        row = Clinician.objects.create(
            practice=practice,
            user_id=user_id,
            name=inputs.text("name", name, most=200, required=True),
            is_prescriber=is_prescriber,
            is_reviewer=is_reviewer,
            is_manager=is_manager,
            takes_escalations=takes_escalations,
        )
        _keep(row, "add_clinician", columns(None, ("name", *ROLES)), by, through, read_clock(now))
    return row


def change_roles(
    *,
    clinician: Clinician,
    is_prescriber: bool,
    is_reviewer: bool,
    is_manager: bool,
    takes_escalations: bool | None = None,
    by: Viewer,
    through: str,
    now: Now,
) -> Clinician:
    """Change the roles of a staff member, and whether escalations go to them (None: as before).

    A prescriber who has courses stays one until these are handed over, a practice's only manager until there is
    another. Raises WrongInput, Refused, NotAllowed.
    """
    allow(by, "change_staff", clinician.practice)
    inputs.word("through", through, known=Through.values)
    _check_roles(is_prescriber, is_reviewer, is_manager)
    with transaction.atomic():
        row = _locked(clinician)
        before = columns(row, ROLES)
        if row.is_prescriber and not is_prescriber:
            _check_no_courses(row)
        if not is_manager:
            _check_another_manages(row, "roles")
        row.is_prescriber, row.is_reviewer, row.is_manager = is_prescriber, is_reviewer, is_manager
        if takes_escalations is not None:
            row.takes_escalations = takes_escalations
        row.save(update_fields=ROLES)
        _keep(row, "change_roles", before, by, through, read_clock(now))
    return row


def hand_over(
    *, course: Course, prescriber: Clinician, reason: str = "", by: Viewer, through: str, now: Now
) -> HandOver | None:
    """Give a course to another active prescriber of the practice; None if it is theirs. Raises WrongInput, Refused."""
    why = inputs.text("reason", reason, most=1000)
    with acting(course.patient_id, what="hand_over", by=by, through=through, now=now) as act:
        act.course(course.pk)
        check_prescriber(prescriber, act.patient)
        course.refresh_from_db(fields=["prescriber"])
        if course.prescriber_id == prescriber.pk:
            return None
        given_by, course.prescriber = course.prescriber_id, prescriber
        course.save(update_fields=["prescriber"])
        return HandOver.objects.create(
            course=course, given_by_id=given_by, taken_by=prescriber, reason=why, **act.tell(course.pk)
        )


def hand_over_all(
    *, prescriber: Clinician, successor: Clinician, reason: str = "", by: Viewer, through: str, now: Now
) -> int:
    """Give every course of a prescriber to a successor: how many these were.

    Patient by patient in order of id, each in a transaction of its own: done by half it can be done again.
    """
    if prescriber.pk == successor.pk:
        raise WrongInput("successor", "the_same", "This is the same prescriber.", "Choose another.")
    courses = Course.objects.filter(prescriber=prescriber).order_by("patient", "seq")
    done = [
        hand_over(course=course, prescriber=successor, reason=reason, by=by, through=through, now=now)
        for course in courses
    ]
    return sum(one is not None for one in done)


def deactivate_clinician(
    *, clinician: Clinician, successor: Clinician | None = None, by: Viewer, through: str, now: Now
) -> Clinician:
    """Deactivate a staff member, whose courses go to the successor first; the first time counts.

    Raises Refused where there are courses and no successor, or nobody else manages; WrongInput, NotAllowed.
    """
    allow(by, "deactivate_clinician", clinician.practice)
    inputs.word("through", through, known=Through.values)
    if successor is not None:
        hand_over_all(prescriber=clinician, successor=successor, by=by, through=through, now=now)
    with transaction.atomic():
        row = _locked(clinician)
        if row.is_active:
            # Under the lock that entering a course takes too: none can have come meanwhile and stay unseen.
            _check_no_courses(row)
            _check_another_manages(row, "clinician")
            row.is_active, row.deactivated_at = False, read_clock(now)
            row.save(update_fields=["is_active", "deactivated_at"])
            _keep(row, "deactivate_clinician", {"is_active": True}, by, through, row.deactivated_at)
    return row


def reactivate_clinician(
    *,
    clinician: Clinician,
    name: str,
    is_prescriber: bool = False,
    is_reviewer: bool = False,
    is_manager: bool = False,
    takes_escalations: bool = False,
    by: Viewer,
    through: str,
    now: Now,
) -> Clinician:
    """Somebody who was deactivated works here again, in these roles; what they did before is theirs still.

    Raises Refused for who works here already, WrongInput, NotAllowed.
    """
    allow(by, "change_staff", clinician.practice)
    inputs.word("through", through, known=Through.values)
    _check_roles(is_prescriber, is_reviewer, is_manager)
    called = inputs.text("name", name, most=200, required=True)
    with transaction.atomic():
        row = _locked(clinician)
        if row.is_active:
            raise Refused("clinician", "is_active", f"{row.name} works here already.", "Change their roles instead.")
        before = columns(row, ("name", "is_active", *ROLES))
        row.name, row.is_active, row.deactivated_at = called, True, None
        row.is_prescriber, row.is_reviewer, row.is_manager = is_prescriber, is_reviewer, is_manager
        row.takes_escalations = takes_escalations
        row.save(update_fields=["name", "is_active", "deactivated_at", *ROLES])
        _keep(row, "reactivate_clinician", before, by, through, read_clock(now))
    return row


def _keep(row: Clinician, what: str, before: dict[str, Any], by: Viewer, through: str, instant: datetime) -> None:
    keep_change(
        practice_id=row.practice_id,
        action=what,
        about=row.pk,
        called=row.name,
        changed=differences(before, columns(row, before)),
        by=by,
        through=through,
        instant=instant,
    )


def _locked(clinician: Clinician) -> Clinician:
    """The row as it is now. With the practice's own, so that two managers do not take the last two away at once."""
    Practice.objects.select_for_update(no_key=True).get(pk=clinician.practice_id)
    return Clinician.objects.select_for_update(no_key=True).get(pk=clinician.pk)


def _check_another_manages(clinician: Clinician, field: str) -> None:
    if not clinician.is_manager:
        return
    managers = Clinician.objects.filter(practice=clinician.practice_id, is_active=True, is_manager=True)
    if not managers.exclude(pk=clinician.pk).exists():
        raise Refused(
            field,
            "only_manager",
            f"Nobody but {clinician.name} manages this practice: without them nobody could be added or changed.",
            "Make somebody else a manager first.",
        )


def _check_no_courses(clinician: Clinician) -> None:
    count = Course.objects.filter(prescriber=clinician).count()
    if count:
        raise Refused(
            "successor",
            "has_courses",
            f"{clinician.name} prescribes {count} courses, and a course always has one active prescriber.",
            "Name a prescriber who takes them over.",
        )


def _check_roles(*roles: bool) -> None:
    if not any(roles):
        raise WrongInput("roles", "required", "A staff member has at least one role.", "Choose one.")
