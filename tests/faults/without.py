"""Does each test of faults fail where its protection is taken out? `python -m tests.faults.without [NAME...]`.

A copy of the project gets one line changed, and the test that should notice runs on it. Prints whether it did.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".*_cache", ".hypothesis", "node_modules", "var")
PUSH = "notifications/channels/web_push/postman.py"
SECONDS = 900


@dataclass(frozen=True, slots=True)
class Without:
    """What is taken out: in a file, some text for another; and the test that should notice."""

    file: str
    changes: tuple[tuple[str, str], ...]
    test: str


ALL = {
    "leases run out": Without(
        "notifications/leases.py",
        (
            (
                "channel=channel, status__in=WAITING, available_at__lte=now)\n",
                'channel=channel, status="queued", available_at__lte=now)\n',
            ),
        ),
        "test_killed.py -k deliverer",
    ),
    "one transaction": Without(
        "notifications/sweep.py",
        (
            ("    return len(claims), _handle(claims, clock)", "return len(claims), _handle(claims, clock)"),
            ("    _write_reminders(looks)\n", '    __import__("time").sleep(0.3)\n    _write_reminders(looks)\n'),
        ),
        "test_killed.py -k sweeper",
    ),
    "a tick a second": Without(
        "tracker/settings.py", (("TICK_SECONDS = 1.0", "TICK_SECONDS = 30.0"),), "test_redis.py -k FLUSHALL"
    ),
    "a try a second": Without(
        "tracker/celery.py", (('Celery("shortcourse", amqp=Broker)', 'Celery("shortcourse")'),), "test_redis.py -k away"
    ),
    "commits are written": Without(
        "tracker/environment.py",
        (('options["pool"] = {', 'options["options"] = "-c synchronous_commit=off"\n        options["pool"] = {'),),
        "test_postgresql.py",
    ),
    "deliveries are locked": Without(
        "notifications/leases.py",
        (('in_order.select_for_update(skip_locked=True, of=("self",))[:size]', "in_order[:size]"),),
        "test_beats.py -k 3",
    ),
    "what was told is known": Without(
        "notifications/sweep.py",
        (
            ('MOVED = ("reminded_to", "next_due_at"', 'MOVED = ("next_due_at"'),
            ("if (UUID(reminder.course), reminder.kind.value, reminder.day, reminder.key) not in there:", "if True:"),
        ),
        "test_clocks.py -k 'jumps or travels'",
    ),
    "the end of a gap": Without(
        "courses/rules/days.py",
        (("    return _end_of_gap(local)\n", "    return found\n"),),
        "test_clocks.py -k change",
    ),
    "too late": Without(
        "notifications/rules/timing.py",
        (("    return limit is not None and at >= limit\n", "    return False\n"),),
        "test_outage.py",
    ),
    "one snapshot": Without(
        "tracker/safekeeping/backup.py",
        (
            (', f"--snapshot={snapshot}"]', "]"),
            ('original.execute("BEGIN")', 'original.execute("SELECT 1")'),
        ),
        "test_backup.py -k every_row",
    ),
    "an endpoint is retired": Without(
        "notifications/deliver.py",
        (("            retire(result.leased.endpoint, because=result.reason, now=now)", "            pass"),),
        "test_push_answers.py -k meant",
    ),
    "Retry-After": Without(PUSH, (("_asked(retry_after, now)", "None"),), "test_push_answers.py -k 'meant or week'"),
    "many at once": Without(PUSH, (("AT_ONCE = 50", "AT_ONCE = 1"),), "test_push_answers.py -k meant"),
    "longer each time": Without(
        "notifications/leases.py",
        (("own = WAITS[min(attempts, len(WAITS)) - 1]", "own = WAITS[0]"),),
        "test_push_answers.py -k trouble",
    ),
    "each alone after an error": Without(
        "notifications/deliver.py",
        (("hand_over(way, outgoing)", "way.send_all(outgoing)"),),
        "test_poison.py -k raises",
    ),
    "one at a time after a death": Without(
        "notifications/leases.py",
        (("rows = first[:AFTER_A_DEATH] or tried[:1] or", "rows = tried or"),),
        "test_poison.py -k kills",
    ),
    "an id is one dose": Without(
        "courses/actions/doses.py", (("        if before is not None:\n", "        if False:\n"),), "test_same_dose.py"
    ),
    "a clear error": Without(
        "tracker/api/answers.py",
        (('    response = problem(TYPES["server_error"], TYPES["server_error"].about)\n', "    raise error\n"),),
        "test_disk.py -k read_only",
    ),
    "the phone keeps it": Without(
        "tracker/patient/static/patient/outbox.js",
        (
            (
                "    if (answer.ok && told.id",
                "if (answer.status >= 500) return { done: true };\n    if (answer.ok && told.id",
            ),
        ),
        "test_disk.py -k phone",
    ),
}


def noticed(one: Without, folder: Path) -> bool:
    """Whether the test failed on a copy without it."""
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    file = folder / one.file
    text = file.read_text(encoding="utf-8")
    for old, new in one.changes:
        if old not in text:
            raise ValueError(f"{one.file} has changed: {old!r} is not there")
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    environment = {"SHORTCOURSE_FAULTS_SCALE": "0.1", **os.environ, "SHORTCOURSE_TEST_SERVERS": "private"}
    command = f"{sys.executable} -m pytest -q -n 0 -p no:schemathesis -p no:randomly --tb=line tests/faults/{one.test}"
    ran = subprocess.run(
        ["timeout", "-s", "INT", str(SECONDS), "sh", "-c", f"exec {command}"],  # noqa: S607
        cwd=folder, env=environment, check=False, capture_output=True, text=True,
    )  # fmt: skip
    lines = [line for line in ran.stdout.splitlines() if line.startswith(("FAILED", "E  "))]
    sys.stdout.writelines(f"    {line[:200]}\n" for line in lines)
    return ran.returncode != 0


def main(names: list[str]) -> int:
    """How many took no notice."""
    unnoticed = 0
    for name in names or list(ALL):
        with tempfile.TemporaryDirectory(prefix="shortcourse-without-") as folder:
            was = noticed(ALL[name], Path(folder) / "copy")
        sys.stdout.write(f"{'noticed' if was else 'NOT NOTICED'}: without {name!r}\n")
        sys.stdout.flush()
        unnoticed += not was
    return unnoticed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
