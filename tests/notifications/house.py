"""A small practice to send reminders from: everything is entered by the actions, as a page would."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from courses.access import Viewer
from courses.actions.doses import log_dose
from courses.actions.people import register_patient
from courses.actions.prescribe import prescribe
from courses.models import COMMON, Clinician, Course, Medicine, Patient, Practice
from courses.rules.facts import Step, StepSlot
from notifications.channels import only
from notifications.channels.recorder import Recorder
from notifications.models import Endpoint, Message, Person, Reminder
from notifications.people import Someone, add_endpoint
from tracker.accounts.models import User

# New York, winter: 08:00 is 13:00 UTC.
ZONE = "America/New_York"
FIRST_DAY = date(2026, 1, 12)
ENTERED_AT = datetime(2026, 1, 11, 15, 0, tzinfo=UTC)
EIGHT = datetime(2026, 1, 12, 13, 0, tzinfo=UTC)
TEN = EIGHT + timedelta(hours=2)
TWENTY = EIGHT + timedelta(hours=12)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A wall time of January 2026 in New York."""
    return datetime(2026, 1, day, hour, minute, tzinfo=UTC) + timedelta(hours=5)


@dataclass
class House:
    """One practice with a prescriber and a reviewer."""

    practice: Practice
    prescriber: Clinician
    reviewer: Clinician
    medicine: Medicine

    @property
    def by(self) -> Viewer:
        """The prescriber as a viewer."""
        return self.prescriber.as_viewer()

    def patient(self, *, mail: str = "", quiet: tuple[time, time] = (time(22), time(7))) -> Patient:
        """A new patient; with `mail`, one who gets mail there."""
        patient = register_patient(
            practice=self.practice,
            given_name="Ann",
            family_name="Example",
            birth_date=date(1984, 5, 1),
            time_zone=ZONE,
            quiet_start=quiet[0],
            quiet_end=quiet[1],
            by=self.by,
            through="page",
            now=ENTERED_AT,
        )
        if mail:
            reachable(Person.PATIENT, patient.pk, mail)
        return patient

    def course(
        self, patient: Patient, *, days: int = 7, slots: tuple[str, ...] = ("08:00", "20:00"), first: date = FIRST_DAY
    ) -> Course:
        """A course with one tablet at each of these wall times."""
        step = Step(days=days, slots=tuple(StepSlot(time.fromisoformat(wall), Decimal(1)) for wall in slots))
        return prescribe(
            patient=patient,
            prescriber=self.prescriber,
            medicine=self.medicine,
            strength="350 mg tablet",
            first_day=first,
            steps=[step],
            overrides=dict.fromkeys(("longer_than_label", "repeat_courses", "already_running"), "known"),
            by=self.by,
            through="page",
            now=ENTERED_AT,
        ).course


def build(name: str = "one") -> House:
    """A practice with its staff, and the medicine of the index case."""
    practice = Practice.objects.create(name="Practice", time_zone=ZONE)

    def clinician(role: str) -> Clinician:
        user = User.objects.create_user(f"{role}@{name}.example")
        return Clinician.objects.create(user=user, practice=practice, name=role, **{f"is_{role}": True})

    medicine, _ = Medicine.objects.get_or_create(
        scope=COMMON,
        code="carisoprodol",
        defaults={
            "medicine_class": "muscle relaxant",
            "abrupt_stop_risk": "yes",
            "sedating": True,
            "label_max_days": 21,
            "checked_on": date(2026, 1, 1),
            "changed_at": ENTERED_AT,
        },
    )
    return House(practice, clinician("prescriber"), clinician("reviewer"), medicine)


def reachable(kind: str, key: UUID, address: str, *, channel: str = "email", place: int = 0) -> Endpoint:
    """A confirmed endpoint."""
    return add_endpoint(
        person=Someone(kind, key),
        channel=channel,
        address=address,
        verified_at=ENTERED_AT,
        now=ENTERED_AT,
        place=place,
    )


def take(course: Course, when: datetime, amount: int = 1) -> None:
    """The patient logs a dose as it is taken."""
    log_dose(
        course=course,
        client_id=uuid4(),
        amount=Decimal(amount),
        taken_at=when,
        by=course.patient.as_viewer(),
        through="page",
        now=when,
    )


def told(course: Course) -> list[tuple[str, str]]:
    """Kind and outcome of a course's reminders, in the order in which they fell due."""
    return list(Reminder.objects.filter(scope_id=course.pk).order_by("due_at", "kind").values_list("kind", "outcome"))


def messages_to(kind: str, key: UUID) -> list[Message]:
    """A person's messages in order."""
    return list(Message.objects.of(kind, key).order_by("at"))


@contextmanager
def recording(*names: str) -> Iterator[dict[str, Recorder]]:
    """Nothing leaves while this lasts; what would have, by channel."""
    recorders = {name: Recorder(name) for name in names or ("email", "console")}
    with only(*recorders.values()):
        yield recorders
