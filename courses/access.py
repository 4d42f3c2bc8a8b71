"""Who may see and do what. An edge makes a `Viewer` for each request; every query and every action starts from it.

What each model shows to whom stands on the model (`seen`); what each role may do stands in `MAY` below.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class Kind(StrEnum):
    """What a viewer is."""

    PATIENT = "patient"
    HELPER = "helper"
    CLINICIAN = "clinician"
    OPERATOR = "operator"
    TOKEN = "token"  # noqa: S105 (a word, no secret)
    SYSTEM = "system"


class Role(StrEnum):
    """What a viewer acts as. A clinician has one or more of the first three, a token what it was scoped to."""

    PRESCRIBER = "prescriber"
    REVIEWER = "reviewer"
    MANAGER = "manager"
    PATIENT = "patient"
    HELPER = "helper"


CLINICAL = frozenset({Role.PRESCRIBER, Role.REVIEWER})
STAFF = CLINICAL | {Role.MANAGER}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Someone or something that looks or acts: made by an edge for one request, from rows that are in force then."""

    kind: Kind
    id: UUID | None = None
    practice_id: UUID | None = None
    roles: frozenset[Role] = field(default=frozenset())
    patient_id: UUID | None = None

    @property
    def acts_as(self) -> frozenset[Role]:
        """The roles by which the table of `MAY` is read."""
        if self.kind is Kind.PATIENT:
            return frozenset({Role.PATIENT})
        if self.kind is Kind.HELPER:
            return frozenset({Role.HELPER})
        return self.roles if self.kind in {Kind.CLINICIAN, Kind.TOKEN} else frozenset()


SYSTEM = Viewer(kind=Kind.SYSTEM)


class OfPatient(Protocol):
    """Whatever belongs to one patient: a course, a dose, a check-in."""

    @property
    def patient_id(self) -> UUID: ...

    @property
    def practice_id(self) -> UUID: ...


_PRESCRIBER = frozenset({Role.PRESCRIBER})
_MANAGER = frozenset({Role.MANAGER})
_PATIENT = frozenset({Role.PATIENT})

# A patient does what is here for patients to their own courses alone, a helper for the one patient who let them,
# staff within their practice. What is not in the table nobody but the system may do.
MAY: dict[str, frozenset[Role]] = {
    # what a course is
    "prescribe": _PRESCRIBER,
    "extend": _PRESCRIBER,
    "revise": _PRESCRIBER,
    "stop": _PRESCRIBER,
    "cancel": _PRESCRIBER,
    "plan_end": _PRESCRIBER,
    "override_contraindication": _PRESCRIBER,
    "screen_for_drug_use": _PRESCRIBER,
    # what goes with it
    "assess": CLINICAL,
    "brief": CLINICAL,
    "dispense": CLINICAL,
    "add_activity": CLINICAL,
    "close": CLINICAL,
    "acknowledge": CLINICAL,
    "assign": CLINICAL,
    "answer": CLINICAL,
    "write_note": CLINICAL,
    "read": CLINICAL | {Role.PATIENT},
    # a helper reads nothing else: what is planned today, and what was taken of it
    "see_today": _PATIENT | {Role.HELPER},
    # what the patient tells; staff write down what they were told, by telephone or at the desk
    "log_dose": CLINICAL | {Role.PATIENT, Role.HELPER},
    "undo_dose": CLINICAL | {Role.PATIENT, Role.HELPER},
    # asking for a later reminder is not telling anything: it is for whoever holds the phone
    "snooze_dose": _PATIENT | {Role.HELPER},
    "check_in": CLINICAL | {Role.PATIENT},
    "report_emergency": CLINICAL | {Role.PATIENT, Role.HELPER},
    "undo_check_in": CLINICAL | {Role.PATIENT},
    "ask_to_talk": CLINICAL | {Role.PATIENT},
    "undo_talk_request": _PATIENT,
    "tick_activity": CLINICAL | {Role.PATIENT},
    "acknowledge_briefing": CLINICAL | {Role.PATIENT},
    "move_zone": CLINICAL | {Role.PATIENT},
    "change_settings": CLINICAL | {Role.PATIENT},
    "choose_language": CLINICAL | {Role.PATIENT},
    "let_help": CLINICAL | {Role.PATIENT},
    # people and the practice
    "register_patient": CLINICAL,
    "change_patient": CLINICAL,
    "bind_user": frozenset(),
    "hand_over": _PRESCRIBER | _MANAGER,
    "see_staff": STAFF,
    # how many courses began, ended, ...: of whom it is read by those alone who read patients
    "see_overview": STAFF,
    "see_overview_by_prescriber": _MANAGER,
    "deactivate_clinician": _MANAGER,
    "change_staff": _MANAGER,
    "change_practice": _MANAGER,
    "add_medicine": _PRESCRIBER | _MANAGER,
    "keep_templates": _MANAGER,
    "let_halve": _PRESCRIBER | _MANAGER,
}


def may(viewer: Viewer, action: str, of: OfPatient | None = None) -> bool:
    """Whether the viewer may do this to what belongs to that patient (or, without one, within their own practice)."""
    if viewer.kind is Kind.SYSTEM:
        return True
    if not viewer.acts_as & MAY.get(action, frozenset()):
        return False
    return of is None or _reaches(viewer, of)


def _reaches(viewer: Viewer, of: OfPatient) -> bool:
    if viewer.patient_id is not None:
        return of.patient_id == viewer.patient_id
    # A patient or a helper without a patient reaches nobody.
    if viewer.acts_as & {Role.PATIENT, Role.HELPER}:
        return False
    return viewer.practice_id is not None and of.practice_id == viewer.practice_id
