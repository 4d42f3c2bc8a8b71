"""The practice: its settings, its limits, and who works there."""

import zoneinfo
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from courses import actions
from courses.access import Viewer, may
from courses.errors import ShortcourseError
from courses.models import Clinician, Medicine, PracticeClassLimit
from notifications.lost import lost_mailboxes
from tracker import clock
from tracker.accounts.guards import for_staff
from tracker.accounts.second_factor import second_factors_of
from tracker.accounts.staff import is_waited_for
from tracker.clinician.desk import THROUGH, WRONG, done, not_ready, practice_of, require, show
from tracker.clinician.forms.people import LimitForm, PracticeForm, practice_form
from tracker.clinician.practice_changes import changes_page
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
        actions.change_practice(practice=row, changes=form.cleaned_data, by=viewer, through=THROUGH, now=clock.now)
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
        actions.set_class_limit(
            practice=row,
            medicine_class=told["medicine_class"],
            days=told["days"],
            by=viewer,
            through=THROUGH,
            now=clock.now,
        )
    except ShortcourseError as error:
        add_to_form(form, error)
        return _show(request, viewer, practice_form(row), form, status=WRONG)
    done(request, f"The limit for {told['medicine_class']} is saved. It holds from each course's next revision.")
    return redirect(HOME)


def _limit_form(viewer: Viewer, data: Any) -> LimitForm:
    classes = Medicine.objects.visible_to(viewer).order_by("medicine_class")
    return LimitForm(data, classes=sorted(set(classes.values_list("medicine_class", flat=True))), prefix="limit")


def _show(
    request: HttpRequest, viewer: Viewer, form: PracticeForm, limit_form: LimitForm, *, status: int = 200
) -> HttpResponse:
    row = practice_of(viewer)
    staff = Clinician.objects.visible_to(viewer).select_related("user").order_by("-is_active", "name")
    may_practice = may(viewer, "change_practice")
    stepped = second_factors_of(one.user_id for one in staff)
    lost = lost_mailboxes([one.pk for one in staff if one.is_active])
    context = {
        "form": form,
        "limit_form": limit_form,
        "limits": PracticeClassLimit.objects.visible_to(viewer).order_by("medicine_class"),
        "staff": [
            (one, ", ".join(sorted(one.roles)), is_waited_for(one), one.user_id in stepped, lost.get(one.pk))
            for one in staff
        ],
        "changes": changes_page(viewer, row, staff, request.GET.get("changes")) if may_practice else None,
        "missing": not_ready(row),
        "may_staff": may(viewer, "change_staff"),
        "zones": sorted(zoneinfo.available_timezones()),
        "tab": "practice",
    }
    return show(request, viewer, "practice.html", context, status=status)
