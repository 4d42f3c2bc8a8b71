"""Every error as a problem of RFC 9457: ours, the framework's, and those that nobody foresaw."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404
from django.http.multipartparser import MultiPartParserError
from django.utils.log import log_response
from rest_framework import exceptions
from rest_framework.response import Response

from courses.errors import Conflict, EntryRefused, NotAllowed, NotFound, Refused, ShortcourseError, WrongInput
from tracker.api.faults import Fault, NotJson, TooLarge, faults_of, pointer_of
from tracker.api.problem_types import OF_STATUS, TYPES, ProblemType
from tracker.problems import problem_of

MEDIA_TYPE = "application/problem+json"
MOST_FAULTS = 50

# What Django raises, as what the API raises for the same.
_DJANGOS: tuple[tuple[tuple[type[Exception], ...], type[exceptions.APIException]], ...] = (
    ((RequestDataTooBig,), TooLarge),
    ((SuspiciousOperation, MultiPartParserError), exceptions.ParseError),
    ((Http404,), exceptions.NotFound),
    ((PermissionDenied,), exceptions.PermissionDenied),
)
_KINDS: tuple[tuple[type[ShortcourseError], str], ...] = (
    (EntryRefused, "entry_refused"),
    (WrongInput, "wrong_input"),
    (NotAllowed, "not_allowed"),
    (NotFound, "not_found"),
    (Conflict, "same_id_other_content"),
    (Refused, "refused"),
)


def answer_error(error: Exception, context: dict[str, Any]) -> Response:
    """The answer to whatever went wrong while a request was handled."""
    if isinstance(error, ShortcourseError):
        return _ours(error, context)
    for kinds, its in _DJANGOS:
        if isinstance(error, kinds):
            error = its()
    return _framework(error) if isinstance(error, exceptions.APIException) else _unforeseen(error, context)


def problem(kind: ProblemType, detail: str, faults: Sequence[Fault] = (), **more: Any) -> Response:
    """One problem as an answer."""
    body = {
        "type": kind.uri,
        "title": kind.title,
        "status": kind.status,
        "detail": detail or kind.title,
        "errors": [
            {"field": fault.field, "code": fault.code, "message": fault.message, "what_to_do": fault.what_to_do}
            for fault in faults[:MOST_FAULTS]
        ],
        **more,
    }
    return Response(body, status=kind.status, content_type=MEDIA_TYPE)


def _ours(error: ShortcourseError, context: dict[str, Any]) -> Response:
    kind = TYPES[next(code for errors, code in _KINDS if isinstance(error, errors))]
    told = problem_of(error)
    pointer = pointer_of(told.field)
    # A field that the request does not have (the course that its address names) is no place in it.
    known: frozenset[str] = getattr(context.get("view"), "sent_fields", frozenset())
    top = pointer.split("/")[1] if pointer else ""
    fault = Fault(pointer if top in known else "", told.code, told.message, told.what_to_do)
    return problem(kind, told.sentence, [fault], **(_findings(error) if isinstance(error, EntryRefused) else {}))


def _findings(error: EntryRefused) -> dict[str, Any]:
    return {
        "findings": [
            {
                "check": finding.check,
                "fact": finding.fact,
                "source": finding.source,
                "needs_reason": finding.needs_reason,
                "stops": finding.stops,
            }
            for finding in error.findings
        ],
        "missing": list(error.missing),
        "confirm_twice": error.confirm_twice,
    }


def _framework(error: exceptions.APIException) -> Response:
    if isinstance(error, NotJson):
        return problem(TYPES["not_json"], error.faults[0].message, error.faults)
    if isinstance(error, exceptions.ValidationError):
        found = list(faults_of(error.detail))
        return problem(TYPES["wrong_input"], found[0].message if found else "Something is wrong.", found)
    kind = OF_STATUS.get(error.status_code, TYPES["bad_request"])
    code = getattr(error.detail, "code", kind.code)
    faults = [Fault("", str(code), str(error.detail), kind.about)] if kind.status < TYPES["server_error"].status else []
    response = problem(kind, str(error.detail), faults)
    if getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = error.auth_header  # type: ignore[attr-defined]
    if getattr(error, "wait", None) is not None:
        response["Retry-After"] = str(max(1, round(error.wait)))  # type: ignore[attr-defined]
    return response


def _unforeseen(error: Exception, context: dict[str, Any]) -> Response:
    """A fault of the program: told to whoever listens (the log, the tests), and to the sender without its insides."""
    request = context["request"]._request  # noqa: SLF001 (DRF's name for the request that it wraps)
    got_request_exception.send(sender=type(context.get("view")), request=request)
    response = problem(TYPES["server_error"], TYPES["server_error"].about)
    log_response("Internal Server Error", response=response, request=request, exception=error)
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001
    return response
