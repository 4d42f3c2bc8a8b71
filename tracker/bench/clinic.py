"""The practice that is measured: one prescriber, and a patient of each sort, entered through the actions."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from secrets import token_bytes
from typing import Any
from uuid import UUID, uuid5

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.contrib.auth import get_user_model
from py_vapid.utils import b64urlencode

from courses.access import SYSTEM, Viewer
from courses.actions import log_dose, prescribe, register_patient
from courses.catalogue import load_catalogue
from courses.models import Clinician, Course, Medicine, Patient, Practice
from courses.rules.facts import Step, StepSlot
from notifications.channels import only
from notifications.channels.recorder import Recorder
from notifications.channels.web_push.vapid import current_key
from notifications.deliver import deliver
from notifications.models import Channel, Person
from notifications.people import Someone, add_endpoint
from notifications.subscriptions import subscribe
from notifications.sweep import sweep

FIRST_DAY = date(2026, 3, 2)
# Longer courses ask for reasons.
LONGEST, OVER_LONG = 14, ("longer_than_label", "repeat_courses")
MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)
IDS = UUID("6b0a4c1e-7a86-4a53-9a54-0d0f3f0c8a11")


def at(day: int, wall: str) -> datetime:
    """An instant: a wall time on day `day` of the courses. The practice keeps UTC."""
    told = time.fromisoformat(wall)
    return MIDNIGHT + timedelta(days=day - 1, hours=told.hour, minutes=told.minute)


@dataclass(frozen=True, slots=True)
class Clinic:
    """A practice and its prescriber."""

    practice: Practice
    prescriber: Clinician

    @property
    def by(self) -> Viewer:
        """The prescriber as a viewer."""
        return self.prescriber.as_viewer()

    def patient(
        self, name: str, *slots: str, days: int = 14, zone: str = "UTC", phone: str = ""
    ) -> tuple[Patient, Course]:
        """A patient who gets mail, with one course of one tablet at each of these wall times; `phone` is the push
        service of who gets pushes instead."""
        told: dict[str, Any] = {"by": self.by, "through": "system", "now": at(0, "15:00")}
        patient = register_patient(
            practice=self.practice, given_name=name, family_name="Fictional", birth_date=date(1980, 5, 1),
            time_zone=zone, **told,
        )  # fmt: skip
        someone = Someone(Person.PATIENT, patient.pk)
        address = f"{name.lower()}@example.org"
        entered = at(0, "15:00")
        if phone:
            _subscribe(someone, phone, entered)
        else:
            add_endpoint(person=someone, channel=Channel.EMAIL, address=address, verified_at=entered, now=entered)
        course = prescribe(
            patient=patient,
            prescriber=self.prescriber,
            medicine=Medicine.objects.get(code="carisoprodol"),
            strength="350 mg tablet",
            first_day=FIRST_DAY,
            steps=[Step(days, tuple(StepSlot(time.fromisoformat(wall), Decimal(1)) for wall in slots))],
            overrides=dict.fromkeys(OVER_LONG, "A bench counts more days.") if days > LONGEST else {},
            **told,
        ).course
        return patient, course

    def dose(self, course: Course, number: int, taken_at: datetime) -> None:
        """One tablet, logged when it was taken."""
        log_dose(
            course=course, client_id=uuid5(IDS, f"{course.pk}/{number}"), amount=Decimal(1), taken_at=taken_at,
            by=SYSTEM, through="system", now=taken_at,
        )  # fmt: skip


def _subscribe(someone: Someone, service: str, now: datetime) -> None:
    """A phone with keys of its own."""
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    p256dh = b64urlencode(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
    subscribe(
        person=someone, address=f"{service}/phone", p256dh=p256dh, auth=b64urlencode(token_bytes(16)),
        vapid_key=current_key(), now=now,
    )  # fmt: skip


def open_clinic() -> Clinic:
    """A practice with the catalogue and one prescriber, who wants no messages."""
    load_catalogue(MIDNIGHT - timedelta(days=30))
    practice = Practice.objects.create(name="Bench", time_zone="UTC", hours="9 to 5", out_of_hours_phone="555-0100")
    user = get_user_model().objects.create_user(username="bench")
    prescriber = Clinician.objects.create(
        practice=practice,
        user=user,
        name="Dr. Bench",
        is_prescriber=True,
        wants_flag_messages=False,
        wants_digest=False,
    )
    return Clinic(practice, prescriber)


def live_through(until: datetime) -> None:
    """Sweep and deliver as the clockwork would have done up to an instant; nothing leaves."""
    with only(*(Recorder(channel.value) for channel in Channel)):
        sweep(until)
        for channel in Channel:
            deliver(channel, until)
