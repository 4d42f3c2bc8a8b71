"""A practice with a patient of whom there is something at every address; and everybody who could come to look."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.test import Client

from courses import actions
from courses.access import SYSTEM, Role
from courses.models import Flag, Helper, Patient, Practice
from courses.rules.facts import Outcome
from notifications.leaving import leave_token
from notifications.models import Agenda, Delivery, Endpoint, Message, Person
from tests.courses.making import Scene, a_clinician, a_patient, a_practice, a_user, an_id, at, slots
from tests.tracker.api.calling import MADE
from tracker.accounts.codes import user_of_patient
from tracker.accounts.feeds import make_feed
from tracker.accounts.helpers import invite_helper
from tracker.accounts.models import HelperInvitation
from tracker.api.tokens import issue_token
from tracker.who_may import Who

NOW = at("2026-03-05T12:00")
# What the record says: nobody reads it on any page who may not read the patient, or prescribe for them.
NAME, LINE, SCREENED = "Quillfeather", "Marmalade on Tuesday", 937
# What clinicians write for each other: no patient and no helper reads it anywhere.
NOTE = "Gooseberry jam, said the sister"
BY_SESSION = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True)
class Actor:
    """Somebody who comes: as whom, and whether what the addresses name is theirs (their own, or their practice's).

    `near`: of the same practice as it.
    """

    name: str
    who: Who
    owns: bool
    near: bool
    session: str = ""
    token: str = ""

    def client(self) -> Client:
        """A browser, or a program, of theirs."""
        client = Client(headers={"Authorization": f"Bearer {self.token}"} if self.token else None)
        if self.session:
            client.cookies["sessionid"] = self.session
        return client

    @property
    def reads_the_patient(self) -> bool:
        """Whether the patient's name and words are for them."""
        return self.owns and self.who in {Who.PATIENT, Who.REVIEWER, Who.PRESCRIBER}


class World(Scene):
    """The practice whose patient the addresses name, and another practice."""

    def __init__(self) -> None:
        """Something at every address, by the names of its parts."""
        super().__init__()
        self.practice.hours, self.practice.out_of_hours_phone = "Mon to Fri", "555-0177"
        self.practice.save()
        self.patient.family_name = NAME
        self.patient.save(update_fields=["family_name"])
        self.values = {**self._told(), **self._around(), **self._outside()}
        self.actors = list(self._actors())

    def _told(self) -> dict[str, Any]:
        told = self.told("2026-03-04T09:00", self.patient.as_viewer())
        # A helper sees the doses that they logged themselves, and no other.
        self.leave = actions.let_help(patient=self.patient, user_id=a_user().pk, name="Bo", **told)
        logged = self.told("2026-03-04T09:30", self.leave.as_viewer(at("2026-03-04T09:30")))
        dose = self.dose(1, "2026-03-04T09:15", amount=Decimal(9), **logged).dose
        answers: dict[str, Any] = {"symptoms": ["seizure"], "line": LINE}
        check_in = actions.check_in(course=self.course, client_id=an_id(2), **answers, **told).check_in
        asked = actions.ask_to_talk(course=self.course, client_id=an_id(3), line=LINE, **told).request
        asked_to_help = {"patient": self.patient, "until": None, "now": told["now"]}
        invite_helper(name="Bo", email="bo@example.org", **asked_to_help)
        return {
            "helper_id": self.leave.pk,
            "invitation_id": HelperInvitation.objects.get().pk,
            "dose_id": dose.client_id,
            "check_in_id": check_in.client_id,
            "request_id": asked.client_id,
            "answer_id": self._answered(),
            "note_id": self._noted(),
            "flag_id": Flag.objects.get(course=self.course, rule="emergency_symptoms").pk,
        }

    def _answered(self) -> UUID:
        """An answer that ends nothing: the patient goes on waiting."""
        by = self.told("2026-03-04T09:40")
        made = actions.answer(course=self.course, outcome=Outcome.MESSAGE_LEFT, note=NOTE, **by)
        assert made is not None
        return made.pk

    def _noted(self) -> UUID:
        by = self.told("2026-03-04T09:41")
        return actions.write_note(patient=self.patient, client_id=an_id(7), text=NOTE, **by).note.client_id

    def _around(self) -> dict[str, Any]:
        by = self.told("2026-03-04T10:00")
        activity = actions.add_activity(course=self.course, kind="heat", text="Heat", **by)
        ticked = self.told("2026-03-04T11:00", self.patient.as_viewer())
        tick = actions.tick_activity(activity=activity, client_id=an_id(4), **ticked).tick
        assessment = actions.assess(patient=self.patient, **by)
        actions.screen_for_drug_use(assessment=assessment, times=SCREENED, **by)
        self.course.assessment = assessment
        self.course.save(update_fields=["assessment"])
        medicine = actions.add_medicine(
            practice=self.practice,
            code="own",
            facts={"medicine_class": "own", "source": "The practice"},
            checked_on=date(2026, 3, 1),
            **by,
        )
        template = actions.keep_template(
            practice=self.practice,
            name="A week",
            medicine=medicine,
            strength="1 mg tablet",
            steps=(slots("08:00", days=7),),
            **{**by, "by": SYSTEM},
        )
        seen = actions.acknowledge(course=self.course, rule="emergency_symptoms", note=LINE, **by)
        return {
            "acknowledgement_id": seen and seen.pk,
            "course_id": self.course.pk,
            "patient_id": self.patient.pk,
            "clinician_id": self.prescriber.pk,
            "activity_id": activity.pk,
            "tick_id": tick.client_id,
            "briefing_id": actions.brief(patient=self.patient, version="1", text="For a short time.", **by).pk,
            "medicine_id": medicine.pk,
            "template_id": template.pk,
        }

    def _outside(self) -> dict[str, Any]:
        message = Message.objects.create(
            day=NOW.date(), person_kind=Person.PATIENT, person_id=self.patient.pk, at=NOW, kind="dose_due",
            wording="dose_due", leavable=True, decided_at=NOW,
        )  # fmt: skip
        return {
            "message": message.pk,
            "delivery": message.pk,
            "token": leave_token(message),
            "code": "not_found",
            "letter": self._dead_letter(message),
            "number": Agenda.objects.get(patient=self.patient).pk,
            "uidb36": "1",
            "key": "none",
            "secret": make_feed(self.patient.pk, tells_more=False, now=NOW),
            "day": NOW.date(),
            "month": NOW.date(),
            "language": "en",
            "rule": "emergency_symptoms",
            # A key of a sign-in: nobody's here.
            "pk": 1,
        }

    def _dead_letter(self, message: Message) -> UUID:
        endpoint = Endpoint.objects.create(
            person_kind=Person.PATIENT, person_id=self.patient.pk, channel="email", address=f"{NAME}@example.org",
            added_at=NOW,
        )  # fmt: skip
        return Delivery.objects.create(
            day=NOW.date(), message_id=message.pk, endpoint=endpoint, channel="email", status="dead", attempts=5,
            available_at=NOW, finished_at=NOW, reason="busy",
        ).pk  # fmt: skip

    def _actors(self) -> Iterator[Actor]:
        yield Actor("nobody signed in", Who.ANONYMOUS, owns=False, near=False)
        operator = get_user_model().objects.create_user(username="operator", is_superuser=True)
        yield Actor("the operator", Who.OPERATOR, owns=False, near=False, session=_session(operator))
        yield from self._people(self.patient, self.leave, "", owns=True, near=True)
        yield from self._staff(self.practice, "", owns=True)
        near = a_patient(self.practice, family_name="Near")
        yield from self._people(near, _helped(near), ", another of the practice", owns=False, near=True)
        other = a_practice(name="Oak Street")
        far = a_patient(other, family_name="Far")
        yield from self._people(far, _helped(far), " of another practice", owns=False, near=False)
        yield from self._staff(other, " of another practice", owns=False)

    def _people(self, patient: Patient, leave: Helper, of: str, *, owns: bool, near: bool) -> Iterator[Actor]:
        session, token = _session(user_of_patient(patient.pk, NOW)), _token(patient.practice, Role.PATIENT, patient)
        yield Actor(f"the patient{of}", Who.PATIENT, owns, near, session=session)
        yield Actor(f"a token of the patient{of}", Who.PATIENT, owns, near, token=token)
        yield Actor(f"the patient's helper{of}", Who.HELPER, owns, near, session=_session(leave.user))

    def _staff(self, practice: Practice, of: str, *, owns: bool) -> Iterator[Actor]:
        for role in (Role.REVIEWER, Role.PRESCRIBER, Role.MANAGER):
            session, token = _session(a_clinician(practice, role.value).user), _token(practice, role)
            yield Actor(f"a {role}{of}", Who(role.value), owns, owns, session=session)
            yield Actor(f"a token of a {role}{of}", Who(role.value), owns, owns, token=token)


def _helped(patient: Patient) -> Helper:
    told: dict[str, Any] = {"by": patient.as_viewer(), "through": "page", "now": at("2026-03-04T09:00")}
    return actions.let_help(patient=patient, user_id=a_user().pk, name="Bo", **told)


def _session(user: Any) -> str:
    client = Client()
    client.force_login(user, backend=BY_SESSION)
    return client.cookies["sessionid"].value


def _token(practice: Practice, role: Role, patient: Patient | None = None) -> str:
    issued = issue_token(
        role=role, practice=practice, patient=patient, label="test", valid_for=timedelta(days=366), now=MADE
    )
    return issued.token
