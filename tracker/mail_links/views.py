"""What the links in a mail open. They tell nothing of a person, and leaving works without signing in."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from notifications.leaving import UnknownLink, language_of, leave_kinds, message_of
from tracker import clock


@never_cache
@require_safe
def open_message(_request: HttpRequest, message: UUID) -> HttpResponse:  # noqa: ARG001 (the page shows all that waits)
    """Lead to the pages of whoever follows the link: what they see follows from who they are, not from the link."""
    return redirect("/")


# A mail program posts here on its own (RFC 8058), with neither cookie nor form: the signed token is the permission.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button and changes nothing, as scanners of mail follow links; POST leaves. Again does no harm."""
    try:
        message = message_of(token)
    except UnknownLink:
        return render(request, "mail_links/unknown.html", status=404)
    translation.activate(language_of(message))
    if request.method == "POST":
        leave_kinds(message, now=clock.now())
        return render(request, "mail_links/left.html")
    return render(request, "mail_links/leave.html")
