"""A scene with one course, seen at noon of its third day, and who calls."""

from collections.abc import Callable

import pytest

from tests.courses.making import Scene, at
from tests.tracker.api.calling import Caller, as_patient, as_staff
from tracker import clock

NOON = "2026-03-04T12:00"


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set the one clock to a wall time in New York."""

    def to(wall: str) -> None:
        monkeypatch.setattr(clock, "now", lambda: at(wall))

    return to


@pytest.fixture
def scene(db: None, set_clock: Callable[[str], None]) -> Scene:
    set_clock(NOON)
    return Scene()


@pytest.fixture
def prescriber(scene: Scene) -> Caller:
    return as_staff(scene.prescriber)


@pytest.fixture
def patient(scene: Scene) -> Caller:
    return as_patient(scene.patient)
