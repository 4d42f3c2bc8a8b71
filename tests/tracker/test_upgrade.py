"""An upgrade with no downtime: while the tables are of this version already, workers of the version before go on.

The version before is the newest commit whose migrations are not all of ours; where there is no history of the project,
as in an unpacked archive, there is nothing to run and the test says so.
"""

import io
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from notifications.models import Delivery, Message, Reminder
from tests.notifications.house import build
from tests.tracker.mail_sink import Sink
from tests.tracker.test_celery_really_ticks import stopped_just_now, wait_until
from tests.tracker.test_environment import ROOT
from tracker.operator.heartbeats import last_seen

# Of this test alone: whoever works on it takes all that is on it.
BROKER_DATABASE = 10

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def git(*words: str) -> bytes:
    program = shutil.which("git")
    ran = subprocess.run([program or "git", *words], cwd=ROOT, check=False, capture_output=True) if program else None
    if ran is None or ran.returncode:
        pytest.skip("there is no history of the project here to take the version before from")
    return ran.stdout


@pytest.fixture
def version_before(tmp_path: Path) -> Path:
    """The code before the newest migration came, unpacked."""
    newest = git("log", "-1", "--format=%H", "--diff-filter=A", "--", ":(glob)**/migrations/0*.py").decode().strip()
    folder = tmp_path / "before"
    folder.mkdir()
    with tarfile.open(fileobj=io.BytesIO(git("archive", f"{newest}^"))) as archive:
        archive.extractall(folder, filter="data")
    return folder


def test_a_worker_of_the_version_before_goes_on_with_the_new_tables(
    version_before: Path, sink: tuple[Sink, int], tmp_path: Path
) -> None:
    taking, port = sink
    ours = {path.relative_to(ROOT) for path in ROOT.glob("[a-z]*/**/migrations/0*.py")}
    theirs = {path.relative_to(version_before) for path in version_before.glob("[a-z]*/**/migrations/0*.py")}
    assert ours - theirs, "nothing is new in the tables: the test would say nothing"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "DATABASE_URL": urlsplit(os.environ["DATABASE_URL"])
        ._replace(path=f"/{connection.settings_dict['NAME']}")
        .geturl(),
        "REDIS_URL": urlsplit(settings.REDIS_URL)._replace(path=f"/{BROKER_DATABASE}").geturl(),
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "DEFAULT_FROM_EMAIL": "reminders@shortcourse.example",
        "PYTHONPATH": str(version_before),
    }
    # Beat inside the worker: one process of the old version for both.
    words = ["worker", "--beat", "--concurrency=1", "--without-gossip", "--without-mingle", "--loglevel=WARNING"]
    schedule = f"--schedule={tmp_path / 'schedule'}"
    log = tmp_path / "worker"
    with log.open("w") as out:
        worker = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "tracker", *words, schedule],
            cwd=version_before, env=environment, stdout=out, stderr=out,
        )  # fmt: skip
        try:
            wait_until(lambda: last_seen("sweep") or worker.poll() is not None, "a sweep by the version before")
            assert worker.poll() is None, log.read_text()
            # Entered and stopped by the code of today; told about by the worker of yesterday.
            course = stopped_just_now(build())
            wait_until(lambda: taking.to, "the mail")
            wait_until(lambda: Delivery.objects.filter(status="sent"), "its result")
        finally:
            worker.terminate()
            worker.wait(timeout=60)
    assert taking.to == ["ann@example.org"]
    assert Reminder.objects.get(scope_id=course.pk, kind="plan_changed").outcome == "sent"
    assert Message.objects.filter(person_kind="patient").count() == 1
    assert '"level": "error"' not in log.read_text(), log.read_text()
