"""Patients with a phone, entered through the actions and copied, whose doses fall due around the present instant."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from py_vapid.utils import b64urlencode

from courses.access import SYSTEM
from courses.actions import prescribe, register_patient
from courses.catalogue import load_catalogue
from courses.models import Clinician, Medicine, Patient, Practice
from courses.rules.facts import Step, StepSlot
from notifications.channels.web_push import vapid
from notifications.models import Person
from notifications.people import Someone
from notifications.subscriptions import subscribe
from tracker.bench.cloning import clone

NAME = "Crowd"
MORNING = 8
ENTERED_BEFORE = timedelta(minutes=45)


def zone_of_the_morning(now: datetime) -> str:
    """A zone in which it is between eight and nine: no other day begins soon."""
    ahead = (MORNING - now.astimezone(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


@dataclass(frozen=True, slots=True)
class Crowd:
    """A practice whose patients are many, and nobody of its staff wants messages."""

    practice: Practice
    prescriber: Clinician
    zone: str
    origin: str

    @classmethod
    def open(cls, origin: str, now: datetime) -> "Crowd":
        """Open it; its patients' phones are subscribed at the push service of that address."""
        load_catalogue(now - timedelta(days=30))
        zone = zone_of_the_morning(now)
        practice = Practice.objects.create(name=NAME, time_zone=zone, hours="9 to 5", out_of_hours_phone="555-0100")
        user = get_user_model().objects.create_user(username=f"crowd-{practice.pk}")
        wants = {"wants_flag_messages": False, "wants_digest": False}
        told: dict[str, Any] = {"practice": practice, "user": user, "name": "Dr. Crowd", "is_prescriber": True}
        return cls(practice, Clinician.objects.create(**told, **wants), zone, origin)

    def due_at(
        self, minute: datetime, count: int, *, over_seconds: int = 0, first_at: Callable[[], datetime] | None = None
    ) -> None:
        """So many patients whose first dose is due at that whole minute; spread over so many seconds after it, or from
        the instant on that is asked for when all are there. Nobody sees them before.

        What an agenda carries ready made is due a little later then than the plan says: the sweep takes it as it is,
        and the rules, where they are asked, find the slot that has passed.
        """
        with transaction.atomic(), connection.cursor() as cursor:
            patient = self.patient(minute)
            self._subscribe(patient, minute - ENTERED_BEFORE)
            clone(patient.pk, count - 1)
            cursor.execute(OWN_ADDRESS, {"service": f"{self.origin}/push/"})
            if over_seconds:
                first = minute if first_at is None else first_at()
                cursor.execute(SPREAD, {"minute": minute, "first": first, "over": over_seconds})

    def patient(self, minute: datetime) -> Patient:
        """One patient, whom nothing reaches yet."""
        local = minute.astimezone(ZoneInfo(self.zone))
        told: dict[str, Any] = {"by": SYSTEM, "through": "system", "now": minute - ENTERED_BEFORE}
        patient = register_patient(
            practice=self.practice, given_name="Crowd", family_name="Fictional",
            birth_date=local.date() - timedelta(days=16_000), time_zone=self.zone, follow_up=False,
            **told,
        )  # fmt: skip
        prescribe(
            patient=patient, prescriber=self.prescriber, medicine=Medicine.objects.get(code="carisoprodol"),
            strength="350 mg tablet", first_day=local.date(),
            steps=[Step(14, (StepSlot(local.time().replace(second=0, microsecond=0), Decimal(1)),))],
            **{**told, "by": self.prescriber.as_viewer()},
        )  # fmt: skip
        return patient

    def _subscribe(self, patient: Patient, now: datetime) -> None:
        key = ec.generate_private_key(ec.SECP256R1()).public_key()
        subscribe(
            person=Someone(Person.PATIENT, patient.pk),
            address=f"{self.origin}/push/{secrets.token_urlsafe(12)}",
            p256dh=str(b64urlencode(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))),
            auth=str(b64urlencode(secrets.token_bytes(16))),
            vapid_key=vapid.current_key(),
            now=now,
        )


OWN_ADDRESS = """
    UPDATE notifications_endpoint SET address = %(service)s || id
    WHERE channel = 'web_push' AND address <> %(service)s || id
"""
SPREAD = """
    WITH placed AS (
        SELECT id, %(first)s + interval '1 second' * ((row_number() OVER ()) %% %(over)s) AS at
        FROM notifications_agenda WHERE next_due_at = %(minute)s
    )
    UPDATE notifications_agenda agenda SET
        next_due_at = placed.at,
        ready = jsonb_set(ready, '{0,at}', to_jsonb(placed.at))
    FROM placed WHERE placed.id = agenda.id
"""
