"""Calling the API as somebody: by a bearer token, with JSON."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.test import Client

from courses.access import Role
from courses.models import Clinician, Patient
from tracker.api.tokens import issue_token

API = "/api/v1/"
# Tokens of tests are made long before any instant that tests set, and outlast them.
MADE = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Caller:
    """Somebody who calls the API."""

    token: str = ""
    client: Client = field(default_factory=Client)

    @property
    def headers(self) -> dict[str, str]:
        """What each request carries."""
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def get(self, path: str, **more: Any) -> Any:
        """GET."""
        return self.client.get(address(path), headers={**self.headers, **more.pop("headers", {})}, **more)

    def post(self, path: str, body: Any = None) -> Any:
        """POST, of whatever can be written as JSON."""
        return self.send(path, b"" if body is None else json.dumps(body).encode())

    def send(self, path: str, body: bytes, content_type: str = "application/json", **more: Any) -> Any:
        """POST, of bytes."""
        return self.client.post(address(path), data=body, content_type=content_type, headers=self.headers, **more)


def address(path: str) -> str:
    """The address of a path of the API."""
    return path if path.startswith("/") else API + path


def as_staff(clinician: Clinician, role: Role = Role.PRESCRIBER) -> Caller:
    """A clinician's token."""
    made = issue_token(
        role=role,
        practice=clinician.practice,
        clinician=clinician,
        label="test",
        valid_for=timedelta(days=366),
        now=MADE,
    )
    return Caller(made.token)


def as_patient(patient: Patient) -> Caller:
    """A patient's token."""
    made = issue_token(
        role=Role.PATIENT,
        practice=patient.practice,
        patient=patient,
        label="test",
        valid_for=timedelta(days=366),
        now=MADE,
    )
    return Caller(made.token)


def a_dose(**other: Any) -> dict[str, Any]:
    """A dose as a phone sends it."""
    return {"id": str(uuid4()), "amount": "1", "taken_at": "2026-03-02T08:05:00-05:00", **other}


def a_step(*walls: str, days: int = 3) -> dict[str, Any]:
    """A step with one at each of these wall times."""
    return {"days": days, "slots": [{"wall": wall, "amount": 1} for wall in walls or ("08:00",)]}
