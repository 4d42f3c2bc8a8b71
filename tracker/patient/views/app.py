"""The phone's pages as an app: the worker, and the shell that it shows without a signal. Neither names anybody."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from courses.access import Viewer
from tracker.accounts.guards import for_patients
from tracker.patient.offline import files
from tracker.patient.offline.manifest import manifest_in
from tracker.patient.views.page import page, reading_of


@require_GET
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (Django's)
    """The worker's script; a browser asks again each time whether it has changed."""
    return HttpResponse(files.worker_script(), content_type="text/javascript; charset=utf-8")


@require_GET
@cache_control(no_cache=True)
def shell(request: HttpRequest) -> HttpResponse:
    """A page with nothing in it: the phone draws into it what it keeps."""
    return render(request, "patient/shell.html")


@require_GET
@cache_control(public=True, max_age=3600)
def manifest(request: HttpRequest, language: str) -> HttpResponse:  # noqa: ARG001 (Django's)
    """What the app is called and looks like, in one language."""
    return JsonResponse(manifest_in(language), content_type="application/manifest+json")


@require_GET
@for_patients
def install(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """How to put the app on the home screen."""
    return page(request, reading_of(viewer), "install")
