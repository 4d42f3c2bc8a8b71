"""One page of the list, and who opens it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

ANONYMOUS, PATIENT, HELPER = "anonymous", "patient", "helper"
REVIEWER, PRESCRIBER, MANAGER = "reviewer", "prescriber", "manager"
OPERATOR = "operator"
NOT_FOUND = 404


@dataclass(frozen=True, slots=True)
class Page:
    """One page: who opens it (the key of a story, of a staff member or of the operator), and what it is about.

    `about` names what the address needs: `{"course_id": "course due_now/a"}` (see `opening.Opened`).
    """

    role: str
    who: str
    title: str
    name: str
    about: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    path: str = ""

    def address(self, found: Mapping[str, Any]) -> str:
        """Its path, with what was found for `about`."""
        path = self.path or reverse(self.name, kwargs={key: found[key] for key in self.about})
        return f"{path}?{urlencode(self.asked)}" if self.asked else path
