"""A practice that has been at work for two days, with reminders, mails and doses; then doses, one after the other.

`python -m tests.practice_at_work fill` enters it all into a migrated database, by the real actions.
`python -m tests.practice_at_work log COUNT` logs so many doses more, and prints a line for each accepted one.
"""

import sys
from datetime import timedelta
from uuid import uuid4

import django

django.setup()

from courses.models import Clinician, Course  # noqa: E402 (models are there only now)
from tracker.bench.clinic import Clinic, at, live_through, open_clinic  # noqa: E402

SLOTS = ("08:00", "20:00")


def fill() -> None:
    """Six patients, two days of doses, what went out for them."""
    clinic = open_clinic()
    courses = [clinic.patient(name, *SLOTS)[1] for name in ("Ann", "Bo", "Cy", "Di", "Ed", "Flo")]
    for day in (1, 2):
        for number, wall in enumerate(SLOTS):
            live_through(at(day, wall))
            for course in courses[: 6 - day]:
                clinic.dose(course, 2 * day + number, at(day, wall))
    live_through(at(3, "05:00"))


def log(count: int) -> None:
    """Doses that the server says it has."""
    prescriber = Clinician.objects.select_related("practice").get()
    clinic = Clinic(prescriber.practice, prescriber)
    courses = list(Course.objects.order_by("pk"))
    for number in range(count):
        key = uuid4()
        clinic.dose(courses[number % len(courses)], key.int % 10**9, at(3, "08:00") + timedelta(seconds=number))
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    fill() if sys.argv[1] == "fill" else log(int(sys.argv[2]))
