"""The practice: its settings, its limits, its staff."""

import zoneinfo
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from courses import actions
from courses.access import Viewer, may
from courses.errors import ShortcourseError
from courses.models import Clinician, Course, Medicine, PracticeClassLimit
from tracker import clock
from tracker.accounts.guards import for_staff
from tracker.clinician.desk import THROUGH, WRONG, done, not_ready, practice_of, require, show
from tracker.clinician.forms.people import DeactivateForm, LimitForm, PracticeForm, practice_form
from tracker.clinician.once import SentBefore, once
from tracker.problems import add_to_form

HOME = "clinician:practice"


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def practice(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What the practice set; a manager can change it."""
    row = practice_of(viewer)
    if request.method != "POST":
        return _show(request, viewer, practice_form(row), _limit_form(viewer, None))
    require(viewer, "change_practice")
    form = PracticeForm(request.POST)
    if not form.is_valid():
        return _show(request, viewer, form, _limit_form(viewer, None), status=WRONG)
    try:
        actions.change_practice(practice=row, changes=form.cleaned_data, by=viewer)
    except ShortcourseError as error:
        add_to_form(form, error)
        return _show(request, viewer, form, _limit_form(viewer, None), status=WRONG)
    done(request, "The practice's settings are saved.")
    return redirect(HOME)


@require_POST
@for_staff
def practice_limit(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Set, or take back, the practice's own limit for a class."""
    require(viewer, "change_practice")
    row = practice_of(viewer)
    form = _limit_form(viewer, request.POST)
    if not form.is_valid():
        return _show(request, viewer, practice_form(row), form, status=WRONG)
    told = form.cleaned_data
    try:
        actions.set_class_limit(practice=row, medicine_class=told["medicine_class"], days=told["days"], by=viewer)
    except ShortcourseError as error:
        add_to_form(form, error)
        return _show(request, viewer, practice_form(row), form, status=WRONG)
    done(request, f"The limit for {told['medicine_class']} is saved. It holds from each course's next revision.")
    return redirect(HOME)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def staff_deactivate(request: HttpRequest, viewer: Viewer, clinician_id: UUID) -> HttpResponse:
    """Deactivate somebody who leaves; their courses go to a successor first."""
    require(viewer, "deactivate_clinician")
    leaving = Clinician.objects.visible_to(viewer).filter(pk=clinician_id).first()
    if leaving is None:
        raise Http404
    courses = Course.objects.filter(prescriber=leaving).count()
    prescribers = Clinician.objects.visible_to(viewer).filter(is_active=True, is_prescriber=True).exclude(pk=leaving.pk)
    others = {str(one.pk): one for one in prescribers.order_by("name")}
    form = DeactivateForm(
        request.POST if request.method == "POST" else None,
        others=[(key, one.name) for key, one in others.items()],
        required=courses > 0,
    )
    page = {"leaving": leaving, "courses": courses, "form": form, "tab": "practice"}
    if request.method != "POST":
        return show(request, viewer, "deactivate.html", page)
    if not form.is_valid():
        return show(request, viewer, "deactivate.html", page, status=WRONG)
    successor = others.get(form.cleaned_data["successor"])
    try:
        with once(request):
            actions.deactivate_clinician(
                clinician=leaving, successor=successor, by=viewer, through=THROUGH, now=clock.now
            )
    except SentBefore as sent:
        done(request, sent.words("it was done once."))
        return redirect(HOME)
    except ShortcourseError as error:
        add_to_form(form, error)
        return show(request, viewer, "deactivate.html", page, status=WRONG)
    done(request, f"{leaving.name} is deactivated." + (f" {successor.name} has their courses." if successor else ""))
    return redirect(HOME)


def _limit_form(viewer: Viewer, data: Any) -> LimitForm:
    classes = Medicine.objects.visible_to(viewer).order_by("medicine_class")
    return LimitForm(data, classes=sorted(set(classes.values_list("medicine_class", flat=True))), prefix="limit")


def _show(
    request: HttpRequest, viewer: Viewer, form: PracticeForm, limit_form: LimitForm, *, status: int = 200
) -> HttpResponse:
    row = practice_of(viewer)
    context = {
        "form": form,
        "limit_form": limit_form,
        "limits": PracticeClassLimit.objects.visible_to(viewer).order_by("medicine_class"),
        "staff": [
            (one, ", ".join(sorted(one.roles)))
            for one in Clinician.objects.visible_to(viewer).order_by("-is_active", "name")
        ],
        "missing": not_ready(row),
        "may_staff": may(viewer, "deactivate_clinician"),
        "zones": sorted(zoneinfo.available_timezones()),
        "tab": "practice",
    }
    return show(request, viewer, "practice.html", context, status=status)
