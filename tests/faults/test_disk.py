"""The disk is full, or the database takes nothing: who logs a dose is told, the phone keeps it and sends it later."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, suppress
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from playwright.sync_api import Error, Page, sync_playwright

from tests.browser.conftest import found
from tests.browser.opening import CHROMIUM_ARGUMENTS, PHONE, session_of, zone_of
from tests.browser.patient.offline.phone import go, is_ready, take, unsent
from tests.browser.scenes import running_course
from tests.faults.conftest import Results
from tests.faults.disks import Disk, small_disk
from tests.faults.places import Postgres, wait_until
from tests.faults.web import Answer, Phone, served
from tracker import clock
from tracker.bench.clockwork import BASE_DIR, Clockwork

DOSES = "SELECT count(*) FROM courses_dose"

Rows = Callable[[], int]


@pytest.fixture
def disk() -> Iterator[Disk]:
    """A small disk of its own, or what does as well."""
    with small_disk() as disk:
        yield disk


def rows_of(address: str) -> Rows:
    """How many doses are there."""

    def ask() -> int:
        with psycopg.connect(address) as asking:
            row = asking.execute(DOSES).fetchone()
            return int(row[0]) if row else 0

    return ask


def a_dose() -> dict[str, Any]:
    return {"id": str(uuid4()), "amount": "1", "taken_at": clock.now().isoformat()}


def an_entry(patient: UUID | str, course: UUID | str) -> dict[str, str]:
    """A dose as the pages' outbox sends it."""
    told = {"kind": "dose", "id": str(uuid4()), "owner": str(patient), "made_at": clock.now().isoformat()}
    return {**told, "zone": "Etc/UTC", "waited": "on", "course": str(course), "amount": "1", "when": "now"}


def is_kept(answer: Answer) -> bool:
    """Whether the pages keep an entry at this answer: see `understand` in outbox.js."""
    is_ours = answer.kind.startswith("application/json")
    return not (200 <= answer.status < 300) and not (is_ours and 400 <= answer.status < 500)


def tried(phone: Phone, scene: Any, fault: AbstractContextManager[None], rows: Rows) -> tuple[Answer, Answer, int, int]:
    """Log one dose by the API and one by the outbox while the fault lasts, and both again after it.

    What was answered meanwhile, how many rows there were then, and how many there are now.
    """
    patient, course = scene.patient, scene.course
    dose, entry = a_dose(), an_entry(patient.pk, course.pk)
    # Whoever connects for the first time lets PostgreSQL write a file of its own.
    assert rows() == 0
    with fault:
        api, outbox = phone.log(course, dose), phone.empty_outbox(entry)
        meanwhile = rows()
    again = [phone.log(course, dose), phone.log(course, dose), phone.empty_outbox(entry), phone.empty_outbox(entry)]
    assert [answer.status for answer in again] == [201, 200, 200, 200]
    assert again[2].told["done"]
    return api, outbox, meanwhile, rows()


def is_clear(answer: Answer) -> bool:
    """Whether the API says that it was our fault, that nothing was stored, and what to do."""
    told = answer.told
    return bool(answer.status >= 500 and "same id" in told["detail"] and "Nothing was stored" in told["detail"])


def judge(name: str, results: Results, came: tuple[Answer, Answer, int, int]) -> None:
    api, outbox, meanwhile, after = came
    results.note(name, of=2, lost=max(0, 2 - after), doubled=max(0, after - 2))
    assert is_clear(api), api
    assert is_kept(outbox), outbox
    assert meanwhile == 0
    assert after == 2


def test_the_disk_is_full(clockwork: Clockwork, postgres: Postgres, disk: Disk, results: Results) -> None:
    scene = running_course(clock.now())
    session = session_of(scene.patient, clock.now())
    with disk.database(postgres) as address, served(clockwork, DATABASE_URL=address) as web:
        fault = disk.full(web, postgres)
        judge(f"{disk.name} (PostgreSQL)", results, tried(Phone(web, session), scene, fault, rows_of(address)))


def test_the_database_is_read_only(clockwork: Clockwork, postgres: Postgres, results: Results) -> None:
    scene = running_course(clock.now())
    with served(clockwork) as web:
        phone = Phone.of(scene.patient, web)
        judge("read-only database", results, tried(phone, scene, postgres.read_only(), rows_of(postgres.address)))


class Named:
    """What is known of a scene in another database."""

    def __init__(self, key: str) -> None:
        self.pk = key


def test_the_disk_of_the_embedded_default_is_full(clockwork: Clockwork, disk: Disk, results: Results) -> None:
    file = disk.folder / "shortcourse.sqlite3"
    its = {"DATABASE_URL": f"sqlite:///{file}", "REDIS_URL": ""}
    made = subprocess.run(
        [sys.executable, "-m", "tests.faults.sqlite_scene"], cwd=BASE_DIR, env={**clockwork.environment, **its},
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    told = json.loads(made.stdout.splitlines()[-1])

    class There:
        patient, course = Named(told["patient"]), Named(told["course"])

    # Opened before: whoever opens it writes a little.
    with closing(sqlite3.connect(file)) as asking, served(clockwork, **its) as web:

        def rows() -> int:
            return int(asking.execute(DOSES).fetchone()[0])

        judge(f"{disk.name} (SQLite)", results, tried(Phone(web, told["session"]), There, disk.full(web), rows))


def test_a_phone_keeps_the_dose_while_the_disk_is_full(
    clockwork: Clockwork, postgres: Postgres, disk: Disk, results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Playwright keeps a loop running in this thread, which Django takes for asynchronous code; it is not.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    scene = running_course(clock.now())
    session, zone = session_of(scene.patient, clock.now()), zone_of(scene.patient)
    with (
        disk.database(postgres) as address,
        served(clockwork, DATABASE_URL=address) as web,
        sync_playwright() as driver,
    ):
        kept = _on_a_phone(driver, web.port, zone, session, disk.full(web, postgres))
        stored = rows_of(address)()
    results.note(
        f"{disk.name}: kept on the phone, sent later", of=1, lost=max(0, 1 - stored), doubled=max(0, stored - 1)
    )
    assert (kept, stored) == (1, 1)


def waiting(page: Page) -> int | None:
    """How many wait on the phone; None while the page is on its way to being loaded again."""
    with suppress(Error):
        return unsent(page)
    return None


def _on_a_phone(driver: Any, port: int, zone: str, session: str, fault: AbstractContextManager[None]) -> int:
    """Log a dose while there is no room; how many wait on the phone then. None does once there is room again."""
    address = f"http://127.0.0.1:{port}"
    browser = driver.chromium.launch(executable_path=found("chromium"), args=CHROMIUM_ARGUMENTS)
    try:
        context = browser.new_context(**PHONE, base_url=address, timezone_id=zone)
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto("/me/")
        is_ready(page)
        with fault:
            take(page)
            page.get_by_text("Not sent yet").first.wait_for()
            kept = unsent(page)
        go(page, "/me/")
        wait_until(lambda: waiting(page) == 0, "the phone has sent it")
        return kept
    finally:
        browser.close()
