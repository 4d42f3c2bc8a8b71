"""An installation of its own, by the command line: what an operator types, in a process that knows one database."""

import os
import subprocess
import sys

from tests.tracker.test_environment import ROOT

KEPT = ("PATH", "HOME", "LANG", "XDG_RUNTIME_DIR", "TARGET_DATABASE_URL", "TARGET_REDIS_URL")
MANAGE = ("manage.py",)
PRACTICE = ("-m", "tests.practice_at_work")


def command(address: str, *words: str) -> tuple[list[str], dict[str, str]]:
    """A Python process of an installation whose database is there."""
    environment = {
        **{name: os.environ[name] for name in KEPT if name in os.environ},
        "SHORTCOURSE_ENV": "development",
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "LOG_LEVEL": "ERROR",
        "DATABASE_URL": address,
    }
    return [sys.executable, *words], environment


def run(address: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run one to its end, whatever that is."""
    line, environment = command(address, *words)
    return subprocess.run(line, env=environment, cwd=ROOT, check=False, capture_output=True, text=True)


def did(address: str, *words: str) -> str:
    """What one said that ended well."""
    ran = run(address, *words)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def refused(address: str, *words: str) -> str:
    """What one said that was refused, without a traceback."""
    ran = run(address, *words)
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    return ran.stderr
