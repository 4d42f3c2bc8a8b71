"""Urgent help: the numbers, for everyone, signed in or not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from courses.access import Kind
from courses.models import Practice
from tracker.accounts.viewer import viewer_of


@require_GET
@never_cache
def show(request: HttpRequest) -> HttpResponse:
    """The emergency number, the crisis and the poison line of the practice's country, and the practice's own numbers.

    Who is not signed in still sees numbers: those of the United States, named as such.
    """
    viewer = viewer_of(request)
    practice = None
    if viewer is not None and viewer.kind in {Kind.PATIENT, Kind.HELPER}:
        practice = Practice.objects.visible_to(viewer).first()
    return render(request, "patient/urgent.html", {"practice": practice or Practice(), "is_own": practice is not None})
