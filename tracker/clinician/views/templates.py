"""The practice's templates, and the strengths that may be halved: read by all staff, kept by a manager."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses import actions
from courses.access import Viewer, may
from courses.errors import ShortcourseError
from courses.models import CourseTemplate, HalvableStrength
from tracker import clock
from tracker.accounts.guards import for_staff
from tracker.clinician.desk import THROUGH, WRONG, done, practice_of, require, show
from tracker.clinician.fillings import templates_of
from tracker.clinician.forms.templates import HalvesForm
from tracker.clinician.medicines import prescribable
from tracker.clinician.once import SentBefore, once
from tracker.clinician.templating import Templating
from tracker.problems import add_to_form

HOME = "clinician:templates"


@require_safe
@for_staff
def templates(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """All templates in use with their steps, and which strengths may be halved."""
    return _show(request, viewer, HalvesForm(medicines=prescribable(viewer)))


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def template(request: HttpRequest, viewer: Viewer, template_id: UUID | None = None) -> HttpResponse:
    """Add a template, or change one; more rows are given without judging what is not typed yet."""
    require(viewer, "keep_templates")
    row = _one(viewer, template_id) if template_id else None
    page = Templating(viewer, practice_of(viewer), row, request.POST if request.method == "POST" else None)
    if request.method != "POST" or request.POST.get("do") != "save":
        return _form(request, viewer, page)
    try:
        with once(request) as not_done:
            saved = page.save()
            if saved is None:
                not_done()
    except SentBefore as sent:
        done(request, sent.words("the template is in the list, once."))
        return redirect(HOME)
    if saved is None:
        return _form(request, viewer, page, status=WRONG)
    done(request, f"The template {saved.name} is kept.")
    return redirect(HOME)


@require_POST
@for_staff
def template_withdraw(request: HttpRequest, viewer: Viewer, template_id: UUID) -> HttpResponse:
    """Offer it no more; courses that began with it are what they are."""
    require(viewer, "keep_templates")
    row = _one(viewer, template_id)
    actions.withdraw_template(template=row, by=viewer, through=THROUGH, now=clock.now)
    done(request, f"The template {row.name} is withdrawn. Courses that began with it stay as they are.")
    return redirect(HOME)


@require_POST
@for_staff
def halves(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Mark a strength as one that may be halved, or take the mark back."""
    require(viewer, "let_halve")
    form = HalvesForm(request.POST, medicines=prescribable(viewer))
    if not form.is_valid():
        return _show(request, viewer, form, status=WRONG)
    told = form.cleaned_data
    try:
        actions.let_halve(
            practice=practice_of(viewer),
            medicine=told["medicine"],
            strength=told["strength"],
            halved=not told["take_back"],
            by=viewer,
            through=THROUGH,
            now=clock.now,
        )
    except ShortcourseError as error:
        add_to_form(form, error)
        return _show(request, viewer, form, status=WRONG)
    what = "may not be halved any more" if told["take_back"] else "may be halved"
    done(request, f"{told['medicine'].code} {told['strength']} {what}.")
    return redirect(HOME)


def _one(viewer: Viewer, template_id: UUID) -> CourseTemplate:
    rows = CourseTemplate.objects.visible_to(viewer).filter(withdrawn_at__isnull=True)
    row = rows.select_related("medicine", "practice").filter(pk=template_id).first()
    if row is None:
        raise Http404
    return row


def _show(request: HttpRequest, viewer: Viewer, form: HalvesForm, *, status: int = 200) -> HttpResponse:
    marked = HalvableStrength.objects.visible_to(viewer).select_related("medicine")
    context: dict[str, Any] = {
        "templates": templates_of(viewer),
        "halvable": marked.order_by("medicine__code", "strength"),
        "form": form,
        "medicines": prescribable(viewer),
        "may_keep": may(viewer, "keep_templates"),
        "may_let_halve": may(viewer, "let_halve"),
        "tab": "practice",
    }
    return show(request, viewer, "templates.html", context, status=status)


def _form(request: HttpRequest, viewer: Viewer, page: Templating, *, status: int = 200) -> HttpResponse:
    problems = list(page.problems) if status == WRONG else []
    return show(
        request, viewer, "template.html", {"page": page, "problems": problems, "tab": "practice"}, status=status
    )
