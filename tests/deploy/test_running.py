"""Units, compose file and image start commands that there are, and together they take every queue."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

from notifications.channel_names import NAMES
from tracker.celery import queue_of

BASE = Path(settings.BASE_DIR)
DEPLOY = BASE / "deploy"
HOME = "/opt/shortcourse"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
QUEUES = {"celery", *(queue_of(name) for name in NAMES)}
USUAL_IMAGES = {"postgres", "redis", "prom/prometheus", "grafana/grafana", "shortcourse"}


def of_units() -> Iterator[list[str]]:
    for unit in UNITS:
        [line] = re.findall(r"^ExecStart=(.+)$", unit.read_text(), re.MULTILINE)
        yield shlex.split(line.replace(f"{HOME}/.venv/bin/", ""))


def of_compose() -> Iterator[list[str]]:
    image = re.findall(r"^CMD (\[.+\])$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    yield yaml.safe_load(image[0])
    yield from (
        one["command"] for one in COMPOSE["services"].values() if one["image"] == "shortcourse" and "command" in one
    )


def queues(commands: list[list[str]]) -> list[str]:
    told = [command[command.index("-Q") + 1] for command in commands if "-Q" in command]
    return [queue for one in told for queue in one.split(",")]


@pytest.mark.parametrize("command", [*of_units(), *of_compose()], ids=" ".join)
def test_a_command_that_is_started_is_there(command: list[str]) -> None:
    program, *words = command
    assert (BASE / ".venv" / "bin" / program).exists() or shutil.which(program)
    if program == "python":
        assert words[0] == "manage.py"
        assert words[1] in get_commands()
    else:
        assert words[-1] == "tracker.wsgi:application" if program == "granian" else words[:2] == ["-A", "tracker"]


def test_compose_takes_every_queue_once() -> None:
    taken = queues(list(of_compose()))
    assert sorted(taken) == sorted(QUEUES)


def test_units_take_every_queue() -> None:
    found = queues(list(of_units()))
    assert sorted(found) == ["celery", "deliver-%i"]
    page = (BASE / "docs" / "operating.md").read_text()
    started = set(re.findall(r"shortcourse-deliver@([a-z_]+)", page))
    assert started == set(NAMES)


def test_images_are_the_usual_ones() -> None:
    for name, service in COMPOSE["services"].items():
        assert service["image"].partition(":")[0] in USUAL_IMAGES, name


def test_the_image_copies_what_is_there() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    for source in re.findall(r"^COPY (\S+)", text, re.MULTILINE):
        assert (BASE / source).exists(), source
        assert f"!{source}" in (DEPLOY / "Dockerfile.dockerignore").read_text()


def test_every_setting_of_the_example_is_described() -> None:
    told = (BASE / "docs" / "settings.md").read_text()
    names = re.findall(r"^([A-Z_]+)=", (DEPLOY / "shortcourse.env.example").read_text(), re.MULTILINE)
    assert len(names) > 8
    for name in names:
        assert f"| `{name}` |" in told, name


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    """It asks whether programs are there and executable: those of this .venv stand for the installed ones."""
    for unit in sorted((DEPLOY / "systemd").iterdir()):
        text = unit.read_text().replace(f"{HOME}/.venv/bin", str(BASE / ".venv" / "bin")).replace(HOME, str(BASE))
        (tmp_path / unit.name.replace("@.", "@email.")).write_text(text.replace("User=shortcourse\n", ""))
    done = subprocess.run(
        [shutil.which("systemd-analyze") or "", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    ours = [line for line in done.stderr.splitlines() if "shortcourse" in line]
    assert not ours, "\n".join(ours)
    assert done.returncode == 0, done.stderr
