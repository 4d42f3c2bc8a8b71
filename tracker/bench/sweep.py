"""`sweep`: what the sweep does when many doses fall due at once, against one raw claim and insert in SQL."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from django.db import connection

from courses.models import Patient
from notifications.models import Reminder
from notifications.sweep import sweep
from tracker.bench.clinic import Clinic, at, live_through, open_clinic
from tracker.bench.cloning import clone, vacuum
from tracker.bench.figures import Figure, Target, alternating, seconds
from tracker.bench.processes import Processes
from tracker.bench.sending import peak_mib
from tracker.bench.telling import tell

PATIENTS, DUE, PROCESSES, REPEATS = 1_000_000, 100_000, 2, 3
FLOOR_BATCH = 1_000
DAY = 3
# Reminders of those who are not due stand in no query's way; without them the tables are there sooner.
HISTORY = ("Reminder", "Message", "Delivery", "Carried")
LATER = at(DAY, "09:00")
TICK = timedelta(milliseconds=500)


def measure(scale: float) -> Figure:
    """Reminders a second. Each repeat, and the floor's, has patients of its own, due a minute after the others'."""
    due, patients = int(DUE * scale), int(PATIENTS * scale)
    instants = [at(DAY, f"08:{minute:02}") for minute in range(2 * REPEATS)]
    clinic = open_clinic()
    fill_due(clinic, due, instants)
    fill_others(clinic, max(0, patients - due * len(instants)))
    waiting = iter(instants)
    with Processes(PROCESSES) as processes:
        ours, floor = alternating(
            partial(rate, processes, sweep_all, waiting, due), partial(rate, processes, _floor, waiting, due),
            repeats=REPEATS,
        )  # fmt: skip
        memory = max(processes.all(peak_mib))
    size = {"patients": patients, "due": due, "processes": PROCESSES, "repeats": REPEATS}
    return Figure("sweep", "reminders/s", ours, floor, Target(0.20), size, {"worker_mib": memory})


def fill_due(clinic: Clinic, due: int, instants: list[datetime]) -> None:
    """So many patients due at each of these instants."""
    for instant in instants:
        tell(f"{due:,} patients due at {instant:%H:%M}")
        clone(used_for_two_days(clinic, instant).pk, due - 1)
    vacuum()


def fill_others(clinic: Clinic, count: int, *, instant: datetime = LATER) -> None:
    """So many patients who are due later than all of those."""
    tell(f"{count:,} patients due later")
    clone(used_for_two_days(clinic, instant).pk, max(0, count - 1), leave_out=HISTORY)
    vacuum()


def used_for_two_days(clinic: Clinic, instant: datetime, *, phone: str = "") -> Patient:
    """A patient who took every tablet of two days, up to the morning of the third; due then at `instant`."""
    patient, course = clinic.patient(f"Due-{instant:%H%M}", f"{instant:%H:%M}", "20:00", phone=phone)
    for day in range(1, DAY):
        for wall in (f"{instant:%H:%M}", "20:00"):
            live_through(at(day, wall))
            clinic.dose(course, 2 * day + (wall == "20:00"), at(day, wall))
    live_through(at(DAY, "05:00"))
    return patient


def rate(processes: Processes, work: Callable[[datetime], object], waiting: Iterator[datetime], due: int) -> float:
    """How many reminders of those due at the next instant all processes together write a second."""
    instant = next(waiting)
    before = Reminder.objects.count()
    took = seconds(lambda: processes.all(work, instant + TICK))
    made = Reminder.objects.count() - before
    if made != due:
        raise RuntimeError(f"{work.__name__} made {made} reminders of {due}")
    tell(f"{work.__name__.strip('_')}: {made / took:,.0f} reminders/s")
    return made / took


def sweep_all(now: datetime) -> None:
    """What a worker does."""
    sweep(now)


def _floor(now: datetime) -> None:
    """Claim and insert, as bare as it can be: no rule is asked, no message made."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute(CLAIM_AND_INSERT, {"now": now, "limit": FLOOR_BATCH})
            if not cursor.rowcount:
                return


CLAIM_AND_INSERT = """
    WITH due AS (
        SELECT agenda.id, agenda.next_due_at, patient.id AS patient_id
        FROM notifications_agenda agenda JOIN courses_patient patient ON patient.id = agenda.patient_id
        WHERE agenda.next_due_at <= %(now)s ORDER BY agenda.next_due_at LIMIT %(limit)s
        FOR NO KEY UPDATE OF patient SKIP LOCKED
    ), moved AS (
        UPDATE notifications_agenda SET next_due_at = %(now)s + interval '12 hours', reminded_to = %(now)s
        FROM due WHERE notifications_agenda.id = due.id
    )
    INSERT INTO notifications_reminder
        (id, scope_kind, scope_id, kind, medication_day, key, due_at, recipient, outcome, went_at, wording)
    SELECT gen_random_uuid(), 'course', course.id, 'dose_due', (due.next_due_at)::date, '08:00', due.next_due_at,
        'patient', 'sent', %(now)s, 'dose_due'
    FROM due JOIN courses_course course ON course.patient_id = due.patient_id
    ON CONFLICT (scope_id, medication_day, kind, key, scope_kind) DO NOTHING
"""
