"""Changing a course by a form: acknowledge, answer, plan the end, stop, cancel, close, dispense.

Each is a page that works alone: the person, what it will do, the fields, one button. What others did meanwhile is told,
and what was typed stays.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from courses.access import Viewer
from courses.actions.act import lock_patient
from courses.errors import NotAllowed, NotFound, ShortcourseError
from courses.models import Acknowledgement, TalkAnswer
from tracker import clock
from tracker.accounts.access_log import note_access
from tracker.accounts.guards import for_staff
from tracker.clinician import deeds
from tracker.clinician.changes import changes_since, version
from tracker.clinician.deeds import Deed
from tracker.clinician.desk import WRONG, course_url, done, require, show
from tracker.clinician.once import SentBefore, once
from tracker.clinician.sheet import Sheet, open_sheet
from tracker.clinician.taking_back import Done, back_to_list, from_list, is_inline
from tracker.problems import add_to_form, problem_of

CLIENT_ERROR, CONFLICT = 400, 409
# What an action calls a field, and what the form does.
CALLED = {"by": "by_day"}
UNDONE: dict[str, tuple[Any, str]] = {
    "acknowledge": (Acknowledgement, "clinician:undo_acknowledgement"),
    "answer": (TalkAnswer, "clinician:undo_answer"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def change(request: HttpRequest, viewer: Viewer, course_id: UUID, deed: str, rule: str = "") -> HttpResponse:
    """The page of one deed on one course."""
    sheet = open_sheet(viewer, course_id, clock.now())
    asked = deeds.find(deed, sheet, rule)
    require(viewer, asked.action, sheet.row)
    if request.method != "POST":
        note_access(viewer, patient_id=sheet.row.patient_id, page=deed, now=sheet.person.now)
        return _Page(request, sheet, asked, asked.form(None)).shown()
    form = asked.form(request.POST)
    if not form.is_valid():
        return _Page(request, sheet, asked, form).shown(status=WRONG)
    try:
        # Around the transaction: the form counts as sent once what it did is committed.
        with once(request) as not_done, locked_sheet(sheet) as fresh:
            page = _Page(request, fresh, deeds.find(deed, fresh, rule), form, changes_since(fresh, seen_in(request)))
            answer = page.shown(status=CONFLICT) if page.meanwhile else _do(request, page)
            if answer.status_code >= CLIENT_ERROR:
                not_done()
    except SentBefore as sent:
        said = sent.words("what it did is shown here, once.")
        if from_list(request):
            return back_to_list(request, viewer, sheet.row.patient, Done(sheet.row.patient.name, said))
        done(request, said)
        return redirect(course_url(sheet.row.pk))
    return answer


@contextmanager
def locked_sheet(sheet: Sheet) -> Iterator[Sheet]:
    """The course as it stands under the patient's lock: what others did is known before anything is done to it."""
    with transaction.atomic():
        lock_patient(sheet.row.patient_id)
        yield open_sheet(sheet.person.viewer, sheet.row.pk, clock.now())


def seen_in(request: HttpRequest) -> int:
    """Up to which fact the sent form had seen the course; 0 where it does not say."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < len("1000000000") else 0


@dataclass
class _Page:
    request: HttpRequest
    sheet: Sheet
    deed: Deed
    form: forms.Form
    meanwhile: list[str] = field(default_factory=list)

    def shown(self, *, status: int = 200) -> HttpResponse:
        """The page with its form as typed."""
        context: dict[str, Any] = {
            "sheet": self.sheet,
            "person": self.sheet.person,
            "deed": self.deed,
            "form": self.form,
            "meanwhile": self.meanwhile,
            "seen": version(self.sheet.facts),
            "tab": "patients",
        }
        if is_inline(self.request):
            # Several rows may have a form open: each has ids of its own.
            self.form.auto_id = f"id_{self.sheet.row.pk}_%s"
            return show(self.request, self.sheet.person.viewer, "parts/inline.html", context, status=status)
        context["effects"] = self.deed.effects_sent
        return show(self.request, self.sheet.person.viewer, "change.html", context, status=status)


def _do(request: HttpRequest, page: _Page) -> HttpResponse:
    try:
        said = page.deed.act(page.form.cleaned_data)
    except (NotAllowed, NotFound):
        raise
    except ShortcourseError as error:
        return _refused(page, error)
    row = page.sheet.row
    if not from_list(request):
        done(request, said)
        return redirect(course_url(row.pk))
    return back_to_list(request, page.sheet.person.viewer, row.patient, Done(row.patient.name, said, _undo(page)))


def _undo(page: _Page) -> str:
    """Where what was just done is undone: an acknowledgement and an answer are, from their row."""
    if page.deed.action not in UNDONE:
        return ""
    model, name = UNDONE[page.deed.action]
    made = model.objects.filter(course=page.sheet.row, by_id=page.sheet.person.viewer.id).order_by("-seq").first()
    return "" if made is None else reverse(name, args=[made.pk])


def _refused(page: _Page, error: ShortcourseError) -> HttpResponse:
    error.field = CALLED.get(error.field, error.field)
    add_to_form(page.form, error)
    return page.shown(status=problem_of(error).status)
