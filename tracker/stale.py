"""A form that is older than its sender's sign-in: its token is none any more, and what was typed need not be lost.

A view may say what becomes of such a form (`when_stale`); for every other one Django's answer stands.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.views import csrf

View = TypeVar("View", bound=Callable[..., Any])
_HANDLER = "when_stale"


def when_stale(handle: Callable[..., HttpResponse]) -> Callable[[View], View]:
    """`handle` answers, by the same arguments, for a form that came without a token that holds."""

    def mark(view: View) -> View:
        setattr(view, _HANDLER, handle)
        return view

    return mark


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What a form without a token that holds is told. What it asked for was not done."""
    match = request.resolver_match
    handle = getattr(match.func, _HANDLER, None) if match else None
    if match is None or handle is None:
        return csrf.csrf_failure(request, reason)
    answer: HttpResponse = handle(request, *match.args, **match.kwargs)
    return answer
