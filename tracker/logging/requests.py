"""One log line a request, and an id that ties to it whatever else the request logs."""

import re
import time
from collections.abc import Callable
from uuid import uuid4

import structlog
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tracker.logging import counted

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
SERVER_ERROR = 500

log = structlog.get_logger("tracker.requests")


class RequestLogMiddleware:
    """Logs id, method, route, status and duration, and answers with the id.

    The route's name stands for the path: paths hold ids, and queries hold whatever somebody typed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = request_id_of(request)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            seconds = time.perf_counter() - started
            counted.answered(route_of(request), response.status_code, seconds)
            say = log.error if response.status_code >= SERVER_ERROR else log.info
            say(
                "request",
                method=method_of(request),
                route=route_of(request),
                status=response.status_code,
                milliseconds=round(seconds * 1000, 1),
            )
        finally:
            structlog.contextvars.clear_contextvars()
        response[HEADER] = request_id
        return response


def request_id_of(request: HttpRequest) -> str:
    """The id that a proxy gave the request, if it is one and not somebody's text for our log; else a new one."""
    given = request.headers.get(HEADER, "")
    return given if WELL_FORMED.fullmatch(given) else str(uuid4())


def method_of(request: HttpRequest) -> str:
    """The request's method; "other" for what is none."""
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return request.method if request.method in known else "other"


def route_of(request: HttpRequest) -> str:
    """The name of the route that answered; "unmatched" for a path that has none (static files too)."""
    match = request.resolver_match
    return (match.view_name or match.route) if match else "unmatched"
