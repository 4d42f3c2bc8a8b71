"""The demo's house: its practice, its staff, and how its patients come in."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from courses.access import SYSTEM
from courses.actions.regimens import keep_template, let_halve
from courses.actions.staff import add_clinician
from courses.models import COMMON, Clinician, Medicine, Patient, Practice, Through
from courses.rules.days import medication_day
from courses.rules.facts import Step, StepSlot
from notifications.channel_names import CONSOLE, EMAIL
from notifications.models import Person
from notifications.people import Someone, add_endpoint
from tracker.accounts.codes import user_of_patient
from tracker.accounts.first_steps import STEPS, note_step
from tracker.accounts.invitations import invite
from tracker.accounts.models import BoundTo, User
from tracker.demo import places
from tracker.demo.story import Story

# Which link was made for whom is known only while it is made.
Links = dict[str, str]


@dataclass(frozen=True, slots=True)
class House:
    """The practice, its staff by key, and the instant that the histories lead up to."""

    practice: Practice
    staff: dict[str, Clinician]
    now: datetime
    today: date
    links: Links = field(default_factory=dict)

    @property
    def boundary(self) -> time:
        """When a medication day begins here."""
        return self.practice.day_boundary

    def day(self, offset: int) -> date:
        """A medication day counted from today."""
        return self.today + timedelta(days=offset)

    def let_in(self, story: Story, patient: Patient, *, made_by: Clinician, now: datetime) -> None:
        """Invite a patient; who signs in has taken the invitation up, and gets messages."""
        invited = invite(
            patient_id=patient.pk,
            practice_id=self.practice.pk,
            email=story.mailbox,
            bound_to=BoundTo.BIRTH_DATE if story.just_in else BoundTo.MAILBOX,
            label=story.given,
            language=story.language,
            made_by=made_by.pk,
            now=now,
        )
        if not story.signs_in:
            self.links[story.key] = invited.path
            return
        invitation = invited.invitation
        invitation.accepted_at, invitation.user = now, user_of_patient(patient.pk, now)
        invitation.save(update_fields=["accepted_at", "user"])
        patient.refresh_from_db()
        if story.just_in:
            return
        for step in STEPS:
            note_step(patient.pk, step, now)
        person = Someone(Person.PATIENT, patient.pk)
        _reachable(person, story.name, now)
        # After the printed one, so that no mail goes there; the pages show it.
        add_endpoint(person=person, channel=EMAIL, address=story.mailbox, verified_at=now, now=now, place=90)


def open_house(*, now: datetime, begun_at: datetime) -> House:
    """The practice with its staff, as it was when the first history begins."""
    zone = places.zone_for(now)
    practice = Practice.objects.create(
        name=places.PRACTICE_NAME,
        phone=places.PHONE,
        out_of_hours_phone=places.OUT_OF_HOURS,
        address="1 Harbor Street, Exampleton",
        time_zone=zone,
        hours="Monday to Friday 8 am to 5 pm",
        answer_promise="A nurse or your prescriber calls you by the end of the next working day.",
        hours_in_spanish="Lunes a viernes, de 8 am a 5 pm",
        answer_promise_in_spanish="Enfermería o su médico le llama antes de que acabe el siguiente día hábil.",
    )
    staff: dict[str, Clinician] = {}
    for one in places.STAFF:
        user = User.objects.create_user(one.email, one.email, places.PASSWORD)
        clinician = add_clinician(
            practice=practice,
            user_id=user.pk,
            name=one.name,
            is_prescriber=one.is_prescriber,
            is_reviewer=one.is_reviewer,
            is_manager=one.is_manager,
            takes_escalations=one.takes_escalations,
            by=SYSTEM,
            through=Through.DEMO,
            now=begun_at,
        )
        _reachable(Someone(Person.CLINICIAN, clinician.pk), one.name, begun_at)
        staff[one.key] = clinician
    _regimens(practice, begun_at)
    return House(practice, staff, now, medication_day(now, zone, practice.day_boundary))


def _regimens(practice: Practice, now: datetime) -> None:
    """What the practice wrote down for whoever enters a course: one template, one strength that may be halved."""
    what: dict[str, Any] = {
        "practice": practice,
        "medicine": Medicine.objects.get(code="carisoprodol", scope=COMMON),
        "strength": "350 mg tablet",
        "by": SYSTEM,
        "through": Through.DEMO,
        "now": now,
    }
    week = Step(7, tuple(StepSlot(time(hour), Decimal(1)) for hour in (8, 14, 20)))
    nights = Step(3, (StepSlot(time(20), Decimal(1)),))
    keep_template(name="Back strain, ten days", indication="back strain", steps=(week, nights), **what)
    let_halve(**what)


def _reachable(person: Someone, name: str, now: datetime) -> None:
    """What goes out to this person while the demo runs is printed."""
    add_endpoint(person=person, channel=CONSOLE, address=name, verified_at=now, now=now)
