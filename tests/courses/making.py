"""Rows to try things on: a practice with its staff, patients, courses. Everything is entered through the actions."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model

from courses import actions
from courses.access import SYSTEM, Viewer
from courses.catalogue import load_catalogue
from courses.models import Clinician, Course, Medicine, Patient, Practice
from courses.rules.facts import AsNeeded, Step, StepSlot

FIRST_DAY = date(2026, 3, 2)
# Noon in New York on the day before the first.
ENTERED = datetime(2026, 3, 1, 17, 0, tzinfo=UTC)
REASONS = dict.fromkeys(
    [
        "contraindicated", "longer_than_label", "daily_amount_over_label", "single_dose_over_label",
        "outside_label_ages", "already_running", "repeat_courses", "risk_factors", "interaction",
    ],
    "known and weighed",
)  # fmt: skip


def at(text: str) -> datetime:
    """An instant from a wall time in New York: `2026-03-02T08:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("America/New_York"))


def an_id(number: int) -> UUID:
    """A client's id that a test can tell from another."""
    return UUID(int=number)


def a_user() -> Any:
    """Somebody who can sign in."""
    return get_user_model().objects.create_user(username=f"user-{uuid4()}")


def a_practice(**settings: Any) -> Practice:
    """A practice in New York, and the catalogue."""
    if not Medicine.objects.exists():
        load_catalogue(ENTERED)
    return Practice.objects.create(**{"name": "Elm Street", "time_zone": "America/New_York", **settings})


def a_clinician(practice: Practice, *roles: str) -> Clinician:
    """A staff member in these roles; a prescriber, if none is named."""
    held = {f"is_{role}": True for role in roles or ("prescriber",)}
    return Clinician.objects.create(practice=practice, user=a_user(), name="Dr. Vega", **held)


def a_patient(practice: Practice, **told: Any) -> Patient:
    """A patient of forty or so."""
    return actions.register_patient(
        **{
            "practice": practice,
            "given_name": "Ada",
            "family_name": "Ruiz",
            "birth_date": date(1984, 5, 1),
            "by": SYSTEM,
            "through": "system",
            "now": ENTERED,
            **told,
        }
    )


def slots(*walls: str, days: int = 14, amount: Decimal | int = 1) -> Step:
    """A step with slots at these wall times."""
    return Step(days, tuple(StepSlot(time.fromisoformat(wall), Decimal(amount)) for wall in walls))


def as_needed(days: int = 7) -> Step:
    """A step as needed: one, every six hours at most, four a day at most."""
    return Step(days, (), AsNeeded(Decimal(1), 360, Decimal(4)))


FOUR_A_DAY = slots("08:00", "14:00", "20:00", "22:30")


class Scene:
    """A practice, its prescriber, a patient, and one course of carisoprodol for two weeks from 2 March 2026."""

    def __init__(
        self,
        *,
        steps: tuple[Step, ...] = (FOUR_A_DAY,),
        language: str = "en",
        time_zone: str = "America/New_York",
        **entered: Any,
    ) -> None:
        """Enter the course at noon of the day before."""
        self.practice = a_practice(time_zone=time_zone)
        self.prescriber = a_clinician(self.practice)
        self.patient = a_patient(self.practice, language=language)
        self.by = self.prescriber.as_viewer()
        self.course = self.enter(steps=steps, **entered)

    def told(self, now: datetime | str, by: Viewer | None = None) -> dict[str, Any]:
        """Who, through what and when."""
        return {"by": by or self.by, "through": "page", "now": at(now) if isinstance(now, str) else now}

    def enter(self, **entered: Any) -> Course:
        """One more course of this patient."""
        return actions.prescribe(
            **{
                "patient": self.patient,
                "prescriber": self.prescriber,
                "medicine": Medicine.objects.get(code="carisoprodol"),
                "strength": "350 mg tablet",
                "first_day": FIRST_DAY,
                "steps": (FOUR_A_DAY,),
                "by": self.by,
                "through": "page",
                "now": ENTERED,
                **entered,
            }
        ).course

    def dose(self, number: int, taken: str, *, now: str | None = None, **dose: Any) -> actions.Logged:
        """One tablet, logged when taken unless said otherwise."""
        return actions.log_dose(
            **{
                "course": self.course,
                "client_id": an_id(number),
                "amount": Decimal(1),
                "taken_at": at(taken),
                **self.told(now or taken, self.patient.as_viewer()),
                **dose,
            }
        )

    def all_of(self, day: date) -> None:
        """The four doses of a day, in time."""
        for n, slot in enumerate(FOUR_A_DAY.slots):
            wall = f"{day}T{slot.wall:%H:%M}"
            self.dose(day.toordinal() * 10 + n, wall)

    def days(self, first: date, count: int) -> None:
        """The doses of so many days."""
        for n in range(count):
            self.all_of(first + timedelta(days=n))
