"""The machine is gone: a backup that was made while people went on working comes back on an empty one, every row."""

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.faults.conftest import Results
from tests.installation import MANAGE, PRACTICE, command, did, refused, run
from tests.tracker.test_environment import ROOT
from tracker.bench.place import fresh_database
from tracker.bench.servers import start_postgresql
from tracker.safekeeping.problems import CannotBeDone
from tracker.safekeeping.programs import program

pytestmark = pytest.mark.slow
Machine = Callable[[], str]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def machine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """Machines with nothing on them yet: the address of the database of each."""
    folder = tmp_path_factory.mktemp("machines")
    if request.param == "sqlite":
        numbers = count()
        yield lambda: f"sqlite:///{folder}/{next(numbers)}/shortcourse.sqlite3"
        return
    # The first one stands on the run's own server, the others on a server that has nothing yet.
    servers = iter([os.environ["DATABASE_URL"]])
    empty = start_postgresql(folder)
    made = []

    def another() -> str:
        made.append(fresh_database(next(servers, empty)))
        return made[-1].__enter__()

    yield another
    for one in made:
        one.__exit__(None, None, None)


@pytest.fixture(scope="module")
def first(machine: Machine) -> str:
    """The database of a practice at work."""
    address = machine()
    did(address, *MANAGE, "migrate", "--verbosity=0")
    did(address, *PRACTICE, "fill")
    return address


def tables_of(folder: Path) -> dict[str, dict[str, object]]:
    told: dict[str, dict[str, object]] = json.loads((folder / "manifest.json").read_text())["tables"]
    return told


def test_every_row_is_back_on_an_empty_machine(first: str, machine: Machine, tmp_path: Path, results: Results) -> None:
    line, environment = command(first, *PRACTICE, "log", "1000")
    with subprocess.Popen(line, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as working:
        assert working.stdout is not None
        for _ in range(20):
            assert working.stdout.readline()
        did(first, *MANAGE, "backup", str(tmp_path / "backup"))
        # Who logged while it was made was neither refused nor held up.
        accepted = [working.stdout.readline() for _ in range(5)]
        assert all(accepted)
        working.terminate()

    saved = tables_of(tmp_path / "backup")
    assert saved["courses_patient"]["rows"] == 6
    assert int(str(saved["notifications_reminder"]["rows"])) > 20
    # What had been accepted before is in it.
    assert int(str(saved["courses_dose"]["rows"])) >= 18 + 20

    empty = machine()
    said = did(empty, *MANAGE, "restore", str(tmp_path / "backup"))
    assert re.search(r"\d+ rows of \d+ tables are back", said)

    did(empty, *MANAGE, "backup", str(tmp_path / "again"))
    back = tables_of(tmp_path / "again")
    rows, there = (sum(int(str(table["rows"])) for table in tables.values()) for tables in (saved, back))
    vendor = first.partition(":")[0]
    results.note(f"backup while doses are logged, restore ({vendor})", of=rows, lost=rows - there)
    assert back == saved
    # It is a living database: keys go on where they were, and the same practice goes on in it.
    did(empty, *MANAGE, "migrate", "--check")
    did(empty, *PRACTICE, "log", "3")
    did(empty, *MANAGE, "run_reminders", "--once")


def test_what_is_there_is_never_written_over(first: str, tmp_path: Path) -> None:
    did(first, *MANAGE, "backup", str(tmp_path / "backup"))
    before = tables_of(tmp_path / "backup")
    assert re.search("holds (tables|a database)", refused(first, *MANAGE, "restore", str(tmp_path / "backup")))
    assert "is there already" in refused(first, *MANAGE, "backup", str(tmp_path / "backup"))
    did(first, *MANAGE, "backup", str(tmp_path / "after"))
    assert tables_of(tmp_path / "after") == before


def test_a_backup_that_is_not_as_it_was_written_is_refused(first: str, machine: Machine, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    did(first, *MANAGE, "backup", str(folder))
    whole = (folder / "manifest.json").read_text()
    file = folder / json.loads(whole)["file"]
    content = file.read_bytes()
    file.write_bytes(content[:-100] + bytes(100))
    assert "not as it was written" in refused(machine(), *MANAGE, "restore", str(folder))

    file.write_bytes(content)
    told = json.loads(whole)
    told["tables"]["courses_dose"]["rows"] += 1
    (folder / "manifest.json").write_text(json.dumps(told))
    target = machine()
    assert "rows instead of" in refused(target, *MANAGE, "restore", str(folder))
    if target.startswith("sqlite"):
        assert not Path(target.removeprefix("sqlite:///")).exists()

    told = json.loads(whole)
    told["migrations"].append("courses.9999_of_a_later_version")
    (folder / "manifest.json").write_text(json.dumps(told))
    assert "install that version first" in refused(machine(), *MANAGE, "restore", str(folder))


def test_a_backup_that_cannot_be_finished_leaves_nothing(first: str, tmp_path: Path) -> None:
    place = tmp_path / "no-folder-but-a-file"
    place.write_text("")
    assert run(first, *MANAGE, "backup", str(place / "backup")).returncode == 1
    assert not list(tmp_path.glob("backup*"))


def test_a_machine_without_the_programs_of_postgresql_says_what_to_install() -> None:
    with pytest.raises(CannotBeDone, match="apt install postgresql-client-99"):
        program("pg_dump", at_least=99)
