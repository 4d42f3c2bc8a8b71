"""A patient's phone: a signed-in client, and the buttons as the pages offer them."""

import re
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from courses.models import Patient
from tests.courses.making import Scene, at
from tracker import clock
from tracker.accounts.codes import user_of_patient
from tracker.accounts.sessions import Place, begin

# What no page of a patient says, whatever the state (clinical.md and look.md).
NEVER = (
    "stop now", "take less", "take more", "safe to", "missed", "abuse", "misuse", "addict", "overdue", "failed",
    "adherent", "compliant", "compliance", "great job", "skip", "double dose", "take it now", "too many", "%",
)  # fmt: skip
SUDDENLY = "Do not stop suddenly"


class Phone:
    """The phone of one patient at an instant."""

    def __init__(self, patient: Patient, monkeypatch: pytest.MonkeyPatch, now: str) -> None:
        """Sign in."""
        self.patient = patient
        self.monkeypatch = monkeypatch
        self.set_clock(now)
        self.client = Client()
        self.client.force_login(user_of_patient(patient.pk, at(now)))
        request = RequestFactory().get("/")
        request.session = self.client.session
        begin(request, Place.OWN_PHONE, at(now))
        request.session.save()

    def set_clock(self, now: str) -> None:
        """Move the one clock."""
        instant = at(now)
        self.monkeypatch.setattr(clock, "now", lambda: instant)

    def get(self, path: str, **query: Any) -> str:
        """The text of a page, which is there and says nothing that no page may say."""
        answer = self.client.get(path, query, follow=True)
        assert answer.status_code == 200, answer.status_code
        return said(answer)

    def post(self, path: str, **sent: Any) -> HttpResponse:
        """Send a form, without following."""
        answer: HttpResponse = self.client.post(path, sent)  # type: ignore[assignment]
        return answer

    def send(self, path: str, **sent: Any) -> str:
        """Send a form; the text of the page that one lands on."""
        answer = self.client.post(path, sent, follow=True)
        assert answer.status_code < 400, answer.status_code
        return said(answer)

    def forms(self, path: str = "/me/") -> list[dict[str, str]]:
        """The forms of a page: their fields and, under `action`, where they go."""
        return forms_of(self.client.get(path, follow=True))

    def take(self, place: int = 0, **changed: Any) -> HttpResponse:
        """Tap a button that logs a dose on the page of today: the first, unless said otherwise."""
        buttons = [form for form in self.forms() if form["action"] == "/me/doses/"]
        return self.post("/me/doses/", **{**buttons[place], **changed})


def forms_of(answer: Any) -> list[dict[str, str]]:
    """The forms of an answer."""
    found = []
    for attributes, inside in re.findall(r"<form([^>]*)>(.*?)</form>", answer.content.decode(), re.DOTALL):
        action = re.search(r'action="([^"]*)"', attributes)
        form = {"action": action[1] if action else answer.request["PATH_INFO"]}
        for tag in re.findall(r"<input[^>]*>", inside, re.DOTALL):
            name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
            if name and name[1] != "csrfmiddlewaretoken" and 'type="hidden"' in tag:
                form[name[1]] = unescape(value[1]) if value else ""
        found.append(form)
    return found


def said(answer: Any) -> str:
    """What a page says, as plain text; asserts what holds of every page."""
    html = answer.content.decode().replace("<wbr>", "")
    assert "{#" not in html
    assert "{%" not in html
    assert "style=" not in html
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"\son[a-z]+=", html)
    assert html.count("<h1") == 1, re.findall(r"<h1.*?</h1>", html, re.DOTALL)
    text = re.sub(r"\s+", " ", unescape(re.sub(r"<(?!br)[^>]*>", " ", html.partition("<body")[2]))).replace("\xa0", " ")
    for phrase in NEVER:
        assert phrase not in text.lower(), phrase
    return text


def phone_of(scene: Scene, monkeypatch: pytest.MonkeyPatch, now: str) -> Phone:
    """The phone of a scene's patient."""
    return Phone(scene.patient, monkeypatch, now)
