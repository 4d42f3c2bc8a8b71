"""The record to take along: the page to print, the same as a PDF, and all of it as JSON and CSV."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from courses.access import Viewer
from tracker import clock
from tracker.accounts.guards import for_patients
from tracker.accounts.limits import Limit
from tracker.patient.reading import Reading
from tracker.patient.record.files import as_csv, as_json
from tracker.patient.record.pdf import as_pdf
from tracker.patient.record.report import report
from tracker.patient.views.page import page, reading_of

FILES_A_PATIENT = Limit("record-files", 60, timedelta(hours=1))
TOO_MANY = 429
R = TypeVar("R", bound=HttpResponseBase)


@require_GET
@for_patients
def show(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The report as a page that prints well."""
    reading = reading_of(viewer)
    return page(request, reading, "report", {"report": report(reading)}, tab="course")


@require_GET
@for_patients
def pdf(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The report as a PDF."""
    if not _allowed(viewer):
        return render(request, "429.html", status=TOO_MANY)
    reading = reading_of(viewer)
    made = as_pdf(report(reading), country=reading.practice.country)
    return _named(HttpResponse(made, content_type="application/pdf"), reading, "report", "pdf")


@require_GET
@for_patients
def whole_json(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """All of the record as JSON."""
    if not _allowed(viewer):
        return render(request, "429.html", status=TOO_MANY)
    reading = reading_of(viewer)
    return _file(as_json(reading), reading, "application/json", "json")


@require_GET
@for_patients
def whole_csv(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """All of the record as one table."""
    if not _allowed(viewer):
        return render(request, "429.html", status=TOO_MANY)
    reading = reading_of(viewer)
    return _file(as_csv(reading), reading, "text/csv; charset=utf-8; header=present", "csv")


def _allowed(viewer: Viewer) -> bool:
    return FILES_A_PATIENT.allows(str(viewer.patient_id), clock.now())


def _file(parts: Iterator[str], reading: Reading, content_type: str, ending: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse((part.encode() for part in parts), content_type=content_type)
    return _named(response, reading, "record", ending)


def _named(response: R, reading: Reading, name: str, ending: str) -> R:
    """A file whose name tells of nobody and of no medicine."""
    today = reading.say.local(reading.now).date()
    response["Content-Disposition"] = f'attachment; filename="{name}-{today.isoformat()}.{ending}"'
    return response
