"""A demo has a folder of its own, and nothing of an installation's environment reaches it."""

from pathlib import Path

import pytest

from tracker.demo.place import BASE_DIR, AlreadyRunning, Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "demo")


def test_its_processes_know_no_other_database_and_no_broker(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody@db.example/practice")
    monkeypatch.setenv("REDIS_URL", "redis://broker.example/0")
    monkeypatch.setenv("SHORTCOURSE_ENV", "production")
    environment = place.environment(address="http://127.0.0.1:8001")
    assert environment["DATABASE_URL"] == f"sqlite:///{place.database}"
    assert environment["SHORTCOURSE_ENV"] == "development"
    assert environment["BASE_URL"] == "http://127.0.0.1:8001"
    assert "REDIS_URL" not in environment


def test_its_mail_goes_nowhere(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", "smtp://mail.example")
    assert place.environment()["EMAIL_URL"] == "consolemail://"


def test_the_usual_folder_is_named_from_the_projects_own() -> None:
    place = Place(BASE_DIR / "var" / "demo")
    assert place.environment()["DATABASE_URL"] == "sqlite:///var/demo/shortcourse-demo.sqlite3"


def test_clearing_takes_the_last_database_away_with_what_sqlite_left_beside_it(place: Place) -> None:
    with place.held():
        for end in ("", "-wal", "-shm"):
            Path(f"{place.database}{end}").touch()
        (place.folder / "notes.txt").touch()
        place.clear()
        assert {path.name for path in place.folder.iterdir()} == {"lock", "notes.txt"}


def test_a_folder_is_held_by_one_demo_at_a_time(place: Place) -> None:
    with place.held(), pytest.raises(AlreadyRunning), place.held():
        pass
    with place.held():
        pass


def test_where_it_is_served_is_known_while_it_runs(place: Place) -> None:
    assert place.served_at() is None
    with place.held():
        place.note("http://127.0.0.1:8001")
        assert place.served_at() == "http://127.0.0.1:8001"
    assert place.served_at() is None
