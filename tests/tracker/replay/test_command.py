"""`manage.py replay`: documents on standard output, faults on standard error, the project's database left alone."""

import json
import os
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from courses.models import Patient, Practice
from tests.tracker.replay.stories import FILES, load
from tracker.replay.database import in_memory

GAP = next(file for file in FILES if file.stem == "05-outage")
STOP = next(file for file in FILES if file.stem == "06-stop")


def write(folder: Path, file: Path) -> Path:
    """The bare scenario of a story, as a file."""
    found = folder / file.name
    found.write_text(json.dumps(load(file)[0]), encoding="utf-8")
    return found


def replay(*arguments: object, **options: Any) -> tuple[list[dict[str, Any]], str, int]:
    """The documents, the errors and the exit status."""
    out, err = StringIO(), StringIO()
    status = 0
    try:
        call_command("replay", *map(str, arguments), stdout=out, stderr=err, no_color=True, **options)
    except SystemExit as exit_:
        status = int(exit_.code or 0)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), status


def test_one_document_a_file_in_order(tmp_path: Path) -> None:
    told, errors, status = replay(write(tmp_path, STOP), write(tmp_path, GAP))
    assert told == [load(STOP)[1], load(GAP)[1]]
    assert (errors, status) == ("", 0)


def test_the_fold_alone_prints_the_same(tmp_path: Path) -> None:
    assert replay(write(tmp_path, STOP), fold=True) == replay(write(tmp_path, STOP))


def test_a_file_that_is_not_valid_gives_one_line_and_status_2_and_others_are_told(tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text('{"title": 1', encoding="utf-8")
    told, errors, status = replay(bad, write(tmp_path, STOP), tmp_path / "nowhere.json", fold=True)
    assert told == [load(STOP)[1]]
    assert errors.splitlines() == [
        f"{bad}: $: not JSON: Expecting ',' delimiter, line 1, column 12",
        f"{tmp_path / 'nowhere.json'}: $: cannot be read: No such file or directory",
    ]
    assert status == 2


def test_the_name_of_a_file_does_not_break_the_line(tmp_path: Path) -> None:
    _, errors, _ = replay(tmp_path / "no\nwhere.json", fold=True)
    assert len(errors.splitlines()) == 1


@pytest.mark.django_db
def test_the_projects_database_is_left_alone(tmp_path: Path) -> None:
    before = Practice.objects.count(), Patient.objects.count()
    with CaptureQueriesContext(connections["default"]) as asked:
        told, _, _ = replay(write(tmp_path, STOP))
    assert told
    assert list(asked) == []
    assert (Practice.objects.count(), Patient.objects.count()) == before


def test_a_database_of_its_own_begins_empty_each_time() -> None:
    for _ in range(2):
        with in_memory():
            assert not Patient.objects.exists()
            Practice.objects.create(name="left behind", time_zone="UTC")


def test_a_named_database_keeps_its_tables_and_can_be_used_again(tmp_path: Path) -> None:
    name = tmp_path / "replay.sqlite3"
    expected = [load(STOP)[1]]
    assert replay(write(tmp_path, STOP), database=str(name))[0] == expected
    assert replay(write(tmp_path, STOP), database=f"sqlite:///{name}")[0] == expected
    assert name.stat().st_size > 0


def test_a_database_with_other_records_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    name = tmp_path / "notes.sqlite3"
    name.write_bytes(b"not a database at all, but somebody's notes")
    with pytest.raises(CommandError, match="cannot be used"):
        replay(write(tmp_path, STOP), database=str(name))
    assert name.read_bytes().startswith(b"not a database")


def test_the_projects_own_database_is_refused(tmp_path: Path) -> None:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "postgresql":
        name = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    with pytest.raises(CommandError, match="the project's own"):
        replay(write(tmp_path, STOP), database=name)
