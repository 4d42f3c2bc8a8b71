"""The overview: how courses, talk requests and messages went over a chosen time; each number opens its list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from courses.access import Viewer, may
from courses.rules.days import zone_of
from tracker import clock
from tracker.accounts.access_log import note_access
from tracker.accounts.guards import for_staff
from tracker.clinician.desk import WRONG, practice_of, require, show
from tracker.clinician.overview.lists import Behind, Row, prescriber_names
from tracker.clinician.overview.numbers import BY_KEY, BY_PRESCRIBER, COURSES, MESSAGES, TALK, Overview
from tracker.clinician.overview.period import Period, PeriodForm, spans
from tracker.spreadsheet import CSV_TYPE, as_csv

ROWS_A_PAGE = 50
TITLES = {COURSES: "Courses", TALK: "Talk requests", MESSAGES: "Messages to patients"}


@require_safe
@for_staff
def overview(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The numbers of a chosen time; by prescriber to a manager alone."""
    require(viewer, "see_overview")
    now = clock.now()
    form = _form(request, viewer, now)
    page: dict[str, Any] = {"form": form, "spans": spans(form.today, form.zone), "tab": "overview"}
    if form.period is None:
        return show(request, viewer, "overview.html", page, status=WRONG)
    told = Overview(viewer, form.period, now)
    counted = told.all()
    page |= {
        "period": form.period,
        "parts": [(TITLES[of], [one for one in counted if one.number.of == of]) for of in TITLES],
    }
    if may(viewer, "see_overview_by_prescriber"):
        there = told.prescribers()
        page |= {
            "columns": [BY_KEY[key] for key in BY_PRESCRIBER],
            "prescribers": [(pk, name, told.of(pk)) for pk, name in prescriber_names(viewer).items() if pk in there],
        }
    return show(request, viewer, "overview.html", page)


@require_safe
@for_staff
def overview_list(request: HttpRequest, viewer: Viewer, what: str) -> HttpResponse:
    """The list behind a number."""
    behind, prescriber = _behind(request, viewer, what)
    if behind.reads:
        note_access(viewer, patient_id=None, page="overview", now=behind.now)
    page: Any = Paginator(cast("Sequence[Row]", behind), ROWS_A_PAGE).get_page(request.GET.get("page"))
    asked = {} if prescriber is None else {"prescriber": str(prescriber)}
    context = {
        "number": behind.number,
        "head": behind.head,
        "reads": behind.reads,
        "page": page,
        "rows": behind.shown(page),
        "period": behind.period,
        "query": behind.period.query(**asked),
        "prescriber": prescriber and prescriber_names(viewer).get(prescriber),
        "title": TITLES[behind.number.of],
        "tab": "overview",
    }
    return show(request, viewer, "overview_list.html", context)


@require_safe
@for_staff
def overview_csv(request: HttpRequest, viewer: Viewer, what: str) -> HttpResponseBase:
    """The same as a table for a spreadsheet, written while it is sent."""
    behind, _ = _behind(request, viewer, what)
    if behind.reads:
        note_access(viewer, patient_id=None, page="overview_csv", now=behind.now)
    answer = StreamingHttpResponse(as_csv(behind.head, behind.lines()), content_type=CSV_TYPE)
    days = f"{behind.period.first}-{behind.period.last}"
    answer["Content-Disposition"] = f'attachment; filename="{what.replace("_", "-")}-{days}.csv"'
    return answer


def _form(request: HttpRequest, viewer: Viewer, now: datetime) -> PeriodForm:
    zone = practice_of(viewer).time_zone
    return PeriodForm(request.GET, today=now.astimezone(zone_of(zone)).date(), zone=zone)


def _behind(request: HttpRequest, viewer: Viewer, what: str) -> tuple[Behind, UUID | None]:
    """What an address asks for; 404 for what is no number or no time."""
    require(viewer, "see_overview")
    now = clock.now()
    period: Period | None = _form(request, viewer, now).period
    if what not in BY_KEY or period is None:
        raise Http404
    prescriber = None
    if named := request.GET.get("prescriber"):
        require(viewer, "see_overview_by_prescriber")
        try:
            prescriber = UUID(named)
        except ValueError as error:
            raise Http404 from error
    return Behind(viewer, BY_KEY[what], period, now, prescriber), prescriber
