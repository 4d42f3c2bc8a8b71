"""Entries of a phone's outbox, as a phone sends them."""

from datetime import UTC
from typing import Any

from tests.courses.making import Scene, an_id, at
from tests.tracker.patient.phone import Phone

MADE, SENT = "2026-03-05T08:05", "2026-03-05T18:00"


def send(phone: Phone, scene: Scene, kind: str, number: int = 1, **told: Any) -> Any:
    """One entry, made at five past eight, as the phone sends it."""
    always = {
        "kind": kind,
        "id": str(an_id(number)),
        "owner": str(phone.patient.pk),
        "made_at": at(MADE).astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "zone": "America/Chicago",
        "waited": "on",
        "course": str(scene.course.pk),
    }
    return phone.client.post("/me/outbox/", {**always, **told})


def a_dose(**told: Any) -> dict[str, Any]:
    return {"amount": "1", "when": "now", **told}
