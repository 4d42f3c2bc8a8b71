"""`review`: the first page of a practice's list, against the statements that it makes, as bare SQL.

The practice has 2,000 courses and half a million doses; every second of its patients needs someone.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from importlib import import_module

from django.conf import settings
from django.contrib.auth import login
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import Course, Dose, Patient
from tracker import clock
from tracker.accounts.sessions import Place, begin
from tracker.bench.clinic import Clinic, at, live_through, open_clinic
from tracker.bench.cloning import clone, vacuum
from tracker.bench.figures import Figure, Target, alternating, seconds
from tracker.bench.telling import tell
from tracker.loaded import keep_for_good

COURSES, DOSES, REPEATS, LOOKS = 2_000, 500_000, 5, 4
SLOTS = ("06:00", "10:00", "14:00", "18:00")
DAYS = 63
LAST = DAYS + 2
NOW = at(LAST, "09:00")
PAGE = "/desk/"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def measure(scale: float) -> Figure:
    """Milliseconds a page; beside it how many statements it makes, with a tenth of the patients and with all."""
    courses = max(20, int(COURSES * scale))
    clinic = open_clinic()
    # At a small scale fewer doses a course, too: each is logged as a phone would.
    doses = max(len(SLOTS), int(min(1, 10 * scale) * DOSES / COURSES))
    busy, quiet = _patient(clinic, "Busy", doses, beyond=True), _patient(clinic, "Quiet", doses, beyond=False)
    few = courses // 20
    _copy(busy, quiet, few, first=0)
    client = _signed_in(clinic)
    with_few = len(_statements(client))
    _copy(busy, quiet, courses // 2 - few - 1, first=few)
    statements = _statements(client)
    tell(f"{len(statements)} statements")
    # As a web process does when it starts.
    keep_for_good()
    ours, floor = alternating(partial(_page, client), partial(_bare, statements), repeats=REPEATS)
    tell(f"page {ours:,.0f} ms, bare SQL {floor:,.1f} ms")
    size = {"courses": Course.objects.count(), "doses": Dose.objects.count(), "looks": LOOKS, "repeats": REPEATS}
    beside = {"statements": len(statements), "with_a_tenth": with_few, "constant": len(statements) == with_few}
    return Figure("review", "ms", ours, floor, Target(3, at_most=True), size, beside)


def _patient(clinic: Clinic, name: str, doses: int, *, beyond: bool) -> Patient:
    """A patient who took so many tablets; one of the busy ones two days beyond the end too, which is flagged."""
    patient, course = clinic.patient(name, *SLOTS, days=DAYS)
    every = [at(day, wall) for day in range(1, DAYS + 1) for wall in SLOTS][-doses:]
    for number, taken in enumerate(every):
        clinic.dose(course, number, taken + timedelta(minutes=5))
    if beyond:
        clinic.dose(course, len(every), at(DAYS + 1, "10:00"))
    live_through(at(LAST, "05:00"))
    return patient


def _copy(busy: Patient, quiet: Patient, count: int, *, first: int) -> None:
    tell(f"{2 * count:,} patients more")
    for patient in (busy, quiet):
        clone(patient.pk, count, first=first, leave_out=("Reminder", "Message", "Delivery", "Carried"))
    vacuum()


def _signed_in(clinic: Clinic) -> Client:
    """The prescriber's browser, in which it is the morning after."""
    clock.now = lambda: NOW
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    login(request, clinic.prescriber.user, backend=BACKEND)
    begin(request, Place.STAFF, NOW)
    request.session.save()
    client = Client(headers={"host": "localhost"})
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key or ""
    return client


def _look(client: Client) -> None:
    answer = client.get(PAGE)
    if answer.status_code != 200:  # noqa: PLR2004 (as everybody knows it)
        raise RuntimeError(f"{PAGE} answered with {answer.status_code}")


def _statements(client: Client) -> Sequence[str]:
    """What the page asks of the database."""
    _look(client)
    with CaptureQueriesContext(connection) as captured:
        _look(client)
    return [query["sql"] for query in captured if query["sql"].startswith("SELECT")]


def _page(client: Client) -> float:
    return seconds(lambda: _again(partial(_look, client))) * 1000 / LOOKS


def _bare(statements: Sequence[str]) -> float:
    return seconds(lambda: _again(partial(_ask, statements))) * 1000 / LOOKS


def _again(work: Callable[[], None]) -> None:
    for _ in range(LOOKS):
        work()


def _ask(statements: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.replace("%", "%%"), [])
            cursor.fetchall()
