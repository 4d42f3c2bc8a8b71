"""From SQLite to PostgreSQL by one command: every row, compared, or nothing."""

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from tests.installation import MANAGE, PRACTICE, did, refused
from tracker.bench.place import fresh_database
from tracker.safekeeping.tallies import tallies_of_sqlite

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.slow]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The SQLite file of a practice at work."""
    path = tmp_path_factory.mktemp("embedded") / "shortcourse.sqlite3"
    did(f"sqlite:///{path}", *MANAGE, "migrate", "--verbosity=0")
    did(f"sqlite:///{path}", *PRACTICE, "fill")
    return path


@dataclass(frozen=True)
class Moving:
    """A practice on SQLite and the empty PostgreSQL that it moves to."""

    file: Path
    target: str

    @property
    def address(self) -> str:
        return f"sqlite:///{self.file}"

    def change(self, statement: str) -> None:
        """Do something to the file that no action would."""
        with sqlite3.connect(self.file) as there:
            there.execute(statement)
        there.close()

    def rows(self, table: str) -> int:
        """How many the target has."""
        with psycopg.connect(self.target) as there:
            [(count,)] = there.execute(f'SELECT count(*) FROM "{table}"').fetchall()
        return int(count)


@pytest.fixture
def moving(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Moving]:
    file = tmp_path / "shortcourse.sqlite3"
    with sqlite3.connect(filled) as original, sqlite3.connect(file) as copy:
        original.backup(copy)
    copy.close()
    original.close()
    with fresh_database(os.environ["DATABASE_URL"]) as target:
        monkeypatch.setenv("TARGET_DATABASE_URL", target)
        monkeypatch.setenv("TARGET_REDIS_URL", settings.REDIS_URL)
        yield Moving(file, target)


def every_row(file: Path) -> object:
    with sqlite3.connect(file) as there:
        tallies = tallies_of_sqlite(there)
    there.close()
    return tallies


def test_every_row_is_on_the_other_side_and_the_practice_goes_on(moving: Moving) -> None:
    before = every_row(moving.file)
    said = did(moving.address, *MANAGE, "move_to_postgresql")
    assert "are the same on both sides" in said
    assert every_row(moving.file) == before
    assert moving.rows("courses_patient") == 6
    assert moving.rows("courses_dose") == 18
    assert moving.rows("notifications_reminder") > 20
    # New rows come after the ones that were copied, of tables whose keys the database counts, too.
    did(moving.target, *PRACTICE, "log", "3")
    did(
        moving.target, *MANAGE, "add_practice", "Elm", "--time-zone", "UTC", "--phone", "1", "--out-of-hours-phone", "2"
    )
    did(moving.target, *MANAGE, "run_reminders", "--once")
    assert moving.rows("courses_dose") == 21
    assert "not empty" in refused(moving.address, *MANAGE, "move_to_postgresql")


def test_a_row_that_postgresql_refuses_leaves_nothing_and_can_be_mended(moving: Moving) -> None:
    moving.change("UPDATE courses_patient SET given_name = replace(hex(zeroblob(60)), '0', 'Secret') WHERE rowid = 3")
    said = refused(moving.address, *MANAGE, "move_to_postgresql")
    assert "courses_patient" in said
    assert "too long" in said
    assert "Secret" not in said
    assert moving.rows("courses_practice") == 0
    moving.change("UPDATE courses_patient SET given_name = 'Cy' WHERE rowid = 3")
    did(moving.address, *MANAGE, "move_to_postgresql")
    assert moving.rows("courses_patient") == 6


def test_a_copy_that_is_not_the_same_is_taken_back(moving: Moving) -> None:
    did(moving.target, *MANAGE, "migrate", "--verbosity=0")
    with psycopg.connect(moving.target, autocommit=True) as there:
        there.execute("""
            CREATE FUNCTION halve() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN NEW.amount := NEW.amount / 2; RETURN NEW; END';
            CREATE TRIGGER halve BEFORE INSERT ON courses_dose FOR EACH ROW EXECUTE FUNCTION halve();
        """)
    assert "courses_dose: 18 rows, but not the same" in refused(moving.address, *MANAGE, "move_to_postgresql")
    assert moving.rows("courses_practice") == 0


def test_it_waits_for_who_is_at_work(moving: Moving) -> None:
    did(moving.address, *MANAGE, "run_reminders", "--once")
    moving.change("UPDATE operator_pages_heartbeat SET seen_at = datetime('now', '+1 hour')")
    assert "run_reminders is at work" in refused(moving.address, *MANAGE, "move_to_postgresql")


def test_what_is_named_wrongly_is_said_before_anything_is_done(moving: Moving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TARGET_REDIS_URL", "redis://127.0.0.1:1/0")
    assert "TARGET_REDIS_URL does not answer" in refused(moving.address, *MANAGE, "move_to_postgresql")
    monkeypatch.setenv("TARGET_DATABASE_URL", "")
    assert "TARGET_DATABASE_URL is not set" in refused(moving.address, *MANAGE, "move_to_postgresql")
    with psycopg.connect(moving.target) as there:
        assert there.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
