import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path

from tracker.logging.config import configure, logging_config
from tracker.logging.requests import request_id_of

NAME = "Ana Maria Fictitious"
PATIENT_ID = "0199c0de-0000-7000-8000-000000000001"


def fails(_request: HttpRequest, patient_id: str) -> HttpResponse:
    raise ValueError(f"{NAME} ({patient_id}) has no course")


def speaks(_request: HttpRequest, patient_id: str) -> HttpResponse:
    structlog.get_logger("test").info("dose_logged", amount=1)
    return HttpResponse(patient_id)


urlpatterns = [
    path("", include("tracker.urls")),
    path("patients/<str:patient_id>/fails", fails, name="fails"),
    path("patients/<str:patient_id>/speaks", speaks, name="speaks"),
]


class Lines:
    """The log as an operator's collector sees it: parsed line by line."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    def read(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Logging as in production, but into memory; afterwards as it was."""
    root = logging.getLogger()
    before = list(root.handlers)
    lines = Lines()
    config = logging_config(level="INFO", readable=False)
    config["handlers"]["stdout"] = {**config["handlers"]["stdout"], "stream": lines.stream}
    configure(config)
    yield lines
    configure(settings.LOGGING)
    root.handlers[:] = before


@override_settings(ROOT_URLCONF="tests.tracker.test_logging")
def test_a_request_is_one_line_with_its_route_and_nobodys_data(client: Client, lines: Lines) -> None:
    client.get(f"/patients/{PATIENT_ID}/speaks?name={NAME}", headers={"X-Request-ID": "from-the-proxy-1"})
    said, request = lines.read()
    assert request["event"] == "request"
    assert (request["method"], request["route"], request["status"]) == ("GET", "speaks", 200)
    assert request["milliseconds"] >= 0
    assert said["request_id"] == request["request_id"] == "from-the-proxy-1"
    assert said["event"] == "dose_logged"
    assert PATIENT_ID not in lines.text
    assert "Ana" not in lines.text


@override_settings(ROOT_URLCONF="tests.tracker.test_logging")
def test_an_error_is_told_by_type_and_place_without_its_text(client: Client, lines: Lines) -> None:
    client.raise_request_exception = False
    answer = client.get(f"/patients/{PATIENT_ID}/fails?name={NAME}")
    failed, request = lines.read()
    assert answer.status_code == 500
    assert failed["event"] == "request_failed"
    assert failed["exception"][0]["type"] == "builtins.ValueError"
    assert failed["exception"][0]["frames"][-1].endswith(" fails")
    assert (request["status"], request["route"], request["level"]) == (500, "fails", "error")
    assert failed["request_id"] == request["request_id"] == answer.headers["X-Request-ID"]
    assert PATIENT_ID not in lines.text
    assert "Ana" not in lines.text


def test_a_path_that_leads_nowhere_is_not_repeated(client: Client, lines: Lines) -> None:
    client.get(f"/nowhere/{NAME}")
    (request,) = lines.read()
    assert (request["route"], request["status"]) == ("unmatched", 404)
    assert "Ana" not in lines.text


@pytest.mark.django_db
@override_settings(ROOT_URLCONF="tests.tracker.test_logging")
def test_a_form_that_is_refused_for_its_token_does_not_tell_its_path(lines: Lines) -> None:
    answer = Client(enforce_csrf_checks=True).post(f"/patients/{PATIENT_ID}/speaks")
    assert answer.status_code == 403
    said = next(line for line in lines.read() if line["logger"] == "django.security.csrf")
    assert said["event"] == "refused_for_security"
    assert PATIENT_ID not in lines.text


def test_what_caused_an_error_is_told_too_and_an_odd_chain_ends(lines: Lines) -> None:
    try:
        try:
            raise KeyError(NAME)
        except KeyError as error:
            raise RuntimeError(NAME) from error
    except RuntimeError:
        logging.getLogger("some.library").exception("went wrong")
    (line,) = lines.read()
    assert [told["type"] for told in line["exception"]] == ["builtins.RuntimeError", "builtins.KeyError"]
    assert "Ana" not in lines.text


def test_a_task_that_fails_does_not_quote_its_error(lines: Lines) -> None:
    logging.getLogger("celery.app.trace").error("Task %(name)s raised %(exc)s", {"name": "tick", "exc": NAME})
    (line,) = lines.read()
    assert line["event"] == "task_done_or_failed"
    assert "Ana" not in lines.text


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("0199c0de-0000-7000-8000-000000000001", True),
        ("abcdefgh", True),
        ("short", False),
        ("x" * 65, False),
        ("spaces in it", False),
        ('"},{"forged":1', False),
        ("newline-in-it\n", False),
        ("", False),
    ],
)
def test_only_a_well_formed_id_is_taken_from_outside(given: str, kept: bool) -> None:
    request = RequestFactory().get("/", headers={"X-Request-ID": given})
    made = request_id_of(request)
    assert (made == given) is kept
    assert 8 <= len(made) <= 64


def test_every_answer_carries_its_id(client: Client) -> None:
    first, second = client.get("/health/live"), client.get("/health/live")
    assert len(first.headers["X-Request-ID"]) == 36
    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]
