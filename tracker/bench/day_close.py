"""`day_close`: courses of 14 days judged at the boundary that closes their last day, against loading alone."""

from datetime import datetime, timedelta

from django.db import connection

from courses.models import Patient
from notifications.models import Agenda
from notifications.sweep import sweep
from tracker.bench.clinic import Clinic, at, live_through, open_clinic
from tracker.bench.cloning import clone, vacuum
from tracker.bench.figures import Figure, Target, alternating, seconds
from tracker.bench.processes import Processes
from tracker.bench.sending import peak_mib
from tracker.bench.sweep import HISTORY
from tracker.bench.telling import tell

COURSES, DAYS, PROCESSES, REPEATS = 100_000, 14, 2, 3
AT_ONCE = 200
WALLS = ("08:00", "20:00")
HOUR = timedelta(hours=1)


def measure(scale: float) -> Figure:
    """Courses a second. Each repeat judges a third of them: those of a zone an hour further west."""
    each = max(PROCESSES, int(COURSES * scale) // REPEATS)
    clinic = open_clinic()
    for number in range(REPEATS):
        tell(f"{each:,} courses of {DAYS} days")
        clone(_adherent(clinic, number).pk, each - 1, leave_out=HISTORY)
    vacuum()
    boundaries = iter([at(DAYS + 1, "04:00") + number * HOUR for number in range(REPEATS)])
    zones = iter(range(REPEATS))
    with Processes(PROCESSES) as processes:
        ours, floor = alternating(
            lambda: _judged(processes, next(boundaries), each),
            lambda: _loaded(processes, next(zones), each),
            repeats=REPEATS,
        )
        memory = max(processes.all(peak_mib))
    size = {"courses": each * REPEATS, "days": DAYS, "processes": PROCESSES, "repeats": REPEATS}
    return Figure("day_close", "courses/s", ours, floor, Target(0.20), size, {"worker_mib": memory})


def _adherent(clinic: Clinic, number: int) -> Patient:
    """A patient who took every tablet, `number` hours west of the practice; judged up to the last boundary but one."""
    patient, course = clinic.patient(f"Close-{number}", *WALLS, zone=_zone(number))
    west = number * HOUR
    for day in range(1, DAYS + 1):
        for wall in WALLS:
            clinic.dose(course, 2 * day + (wall == "20:00"), at(day, wall) + west + timedelta(minutes=5))
    live_through(at(DAYS, "23:00") + west)
    return patient


def _zone(number: int) -> str:
    return f"Etc/GMT+{number}" if number else "UTC"


def _judged(processes: Processes, boundary: datetime, each: int) -> float:
    due = Agenda.objects.filter(next_due_at__lte=boundary, patient__isnull=False).count()
    if due != each:
        raise RuntimeError(f"{due} courses are due at {boundary}, not {each}")
    took = seconds(lambda: processes.all(_judge, boundary))
    tell(f"judged: {each / took:,.0f} courses/s")
    return each / took


def _judge(boundary: datetime) -> None:
    sweep(boundary)


def _loaded(processes: Processes, number: int, each: int) -> float:
    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE IF NOT EXISTS bench_batch MINVALUE 0")
        cursor.execute("ALTER SEQUENCE bench_batch RESTART")
    took = seconds(lambda: processes.all(_load, _zone(number)))
    tell(f"loaded: {each / took:,.0f} courses/s")
    return each / took


def _load(zone: str) -> None:
    """What was told and judged of these patients, as bare rows, a batch at a time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT patient_id FROM courses_patientsettings WHERE time_zone = %s ORDER BY patient_id", [zone]
        )
        ids = [key for (key,) in cursor.fetchall()]
        while True:
            cursor.execute("SELECT nextval('bench_batch')")
            [(batch,)] = cursor.fetchall()
            some = ids[batch * AT_ONCE : (batch + 1) * AT_ONCE]
            if not some:
                return
            for statement in FACTS:
                cursor.execute(statement, [some])
                cursor.fetchall()


# What is read of each table, by what leads to its patient.
OF_PATIENT = {
    "patient": "id, last_seq, judged_to, judged_seq, birth_date",
    "patientsettings": "patient_id, seq, known_at, time_zone, message_hour, quiet_start, quiet_end, follow_up",
    "course": "patient_id, id, first_day, enhanced_monitoring, stop_seq, stopped_at, stopped_on, cancel_seq, "
    "cancelled_at, close_seq, closed_at",
    "flagevent": "patient_id, course_id, rule, at, change, severity, status",
}
OF_COURSE = {
    "revision": "course_id, id, seq, known_at, kind, begins_on, medicine_code, medicine_class, day_boundary, "
    "mg_per_unit, label_max_daily_mg, abrupt_stop, sedating, days_limit",
    "dispense": "course_id, seq, known_at, units",
    "dose": "course_id, undone_seq, undone_at, client_id, seq, known_at, amount, taken_at, medication_day, about",
    "checkin": "course_id, undone_seq, undone_at, client_id, seq, known_at, at, medication_day, use, drowsiness, "
    "symptoms",
    "endplan": "course_id, seq, known_at, decision, by_day",
    "flag": "course_id, rule, severity, opened_at, status, evidence, acknowledged",
}
STEPS = """
    SELECT step.revision_id, step.position, step.days, slot.wall, slot.amount FROM courses_step step
    JOIN courses_stepslot slot ON slot.step_id = step.id
    JOIN courses_revision revision ON revision.id = step.revision_id
    WHERE revision.course_id IN (SELECT id FROM courses_course WHERE patient_id = ANY(%s))
"""
FACTS = (
    *(
        f"SELECT {columns} FROM courses_{table} WHERE {'id' if table == 'patient' else 'patient_id'} = ANY(%s)"  # noqa: S608
        for table, columns in OF_PATIENT.items()
    ),
    *(
        f"SELECT {columns} FROM courses_{table} "  # noqa: S608 (names are our own)
        "WHERE course_id IN (SELECT id FROM courses_course WHERE patient_id = ANY(%s))"
        for table, columns in OF_COURSE.items()
    ),
    STEPS,
)
