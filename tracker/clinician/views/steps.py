"""Changing what is prescribed: extend, and revise (a taper now, a correction)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from courses.access import Viewer
from courses.rules.facts import RevisionKind
from tracker import clock
from tracker.accounts.access_log import note_access
from tracker.accounts.guards import for_staff
from tracker.clinician.changes import changes_since, version
from tracker.clinician.desk import WRONG, course_url, done, require, show
from tracker.clinician.once import SentBefore, once
from tracker.clinician.sheet import Sheet, open_sheet
from tracker.clinician.stepping import Stepping
from tracker.clinician.views.changes import CONFLICT, locked_sheet, seen_in
from tracker.clinician.words import TAPER_GUIDANCE


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def extend(request: HttpRequest, viewer: Viewer, course_id: UUID) -> HttpResponse:
    """Add steps after the last day, with the plan for the new end."""
    return _steps(request, viewer, course_id, RevisionKind.EXTEND)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def revise(request: HttpRequest, viewer: Viewer, course_id: UUID) -> HttpResponse:
    """Replace what is planned from now on: a taper, a correction."""
    return _steps(request, viewer, course_id, RevisionKind.REVISE)


def _steps(request: HttpRequest, viewer: Viewer, course_id: UUID, kind: RevisionKind) -> HttpResponse:
    sheet = open_sheet(viewer, course_id, clock.now())
    require(viewer, kind.value, sheet.row)
    if request.method != "POST":
        note_access(viewer, patient_id=sheet.row.patient_id, page=kind.value, now=sheet.person.now)
        page = Stepping(sheet, kind, None, as_prescribed=request.GET.get("as") == "prescribed")
        return _show(request, page, [])
    if request.POST.get("do") == "sign":
        return _sign(request, sheet, kind)
    page = Stepping(sheet, kind, request.POST)
    whole = request.POST.get("do") != "check" or page.look()
    return _show(request, page, changes_since(sheet, seen_in(request)), status=200 if whole else WRONG)


def _sign(request: HttpRequest, sheet: Sheet, kind: RevisionKind) -> HttpResponse:
    try:
        # Around the transaction: the form counts as sent once what it did is committed.
        with once(request) as not_done, locked_sheet(sheet) as fresh:
            page = Stepping(fresh, kind, request.POST)
            meanwhile = changes_since(fresh, seen_in(request))
            signed = not meanwhile and page.sign()
            if not signed:
                not_done()
    except SentBefore as sent:
        done(request, sent.words("what it did is shown here, once."))
        return redirect(course_url(sheet.row.pk))
    if meanwhile:
        page.look()
        return _show(request, page, meanwhile, status=CONFLICT)
    if not signed:
        return _show(request, page, [], status=WRONG)
    what = "extended" if page.extends else "revised"
    done(request, f"The course is {what}. The patient gets a message that the plan has changed.")
    return redirect(course_url(fresh.row.pk))


def _show(request: HttpRequest, page: Stepping, meanwhile: list[str], *, status: int = 200) -> HttpResponse:
    context = {
        "page": page,
        "sheet": page.sheet,
        "person": page.sheet.person,
        "problems": list(page.problems) if status == WRONG else [],
        "meanwhile": meanwhile,
        "seen": version(page.sheet.facts),
        "guidance": TAPER_GUIDANCE,
        "tab": "patients",
    }
    return show(request, page.sheet.person.viewer, "steps.html", context, status=status)
