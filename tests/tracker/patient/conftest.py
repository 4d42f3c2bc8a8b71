from collections.abc import Callable

import pytest

from tests.courses.making import Scene
from tests.tracker.patient.phone import Phone, phone_of


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def phone(monkeypatch: pytest.MonkeyPatch) -> Callable[[Scene, str], Phone]:
    def of(scene: Scene, now: str) -> Phone:
        return phone_of(scene, monkeypatch, now)

    return of
