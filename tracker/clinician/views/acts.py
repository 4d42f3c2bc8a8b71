"""What is done from a row about the person, not about one course: giving them to a colleague; and taking acts back."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from courses import actions
from courses.access import CLINICAL, Viewer
from courses.errors import ShortcourseError
from courses.models import Acknowledgement, Assignment, Clinician, Course, TalkAnswer
from tracker import clock
from tracker.accounts.access_log import note_access
from tracker.accounts.guards import for_roles
from tracker.clinician.desk import THROUGH, WRONG, course_url, done, patient_url, show
from tracker.clinician.forms.assigning import AssignForm
from tracker.clinician.once import SentBefore, once
from tracker.clinician.sheet import Person, open_person
from tracker.clinician.taking_back import Done, back_to_list, from_list, is_inline, row_again
from tracker.problems import add_to_form

ALREADY = "Nothing was changed: somebody was quicker, or it is open again already."


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*CLINICAL)
def assign(request: HttpRequest, viewer: Viewer, patient_id: UUID) -> HttpResponse:
    """Give what is asked for a person to a colleague; sent with `undo`, give it back to whoever had it."""
    person = open_person(viewer, patient_id, clock.now())
    colleagues = {str(one.pk): one for one in _colleagues(viewer)}
    before = Assignment.objects.visible_to(viewer).filter(patient=person.row).order_by("-seq").first()
    form = AssignForm(
        request.POST if request.method == "POST" else None,
        colleagues=[(key, one.name) for key, one in colleagues.items()],
    )
    if request.method != "POST":
        note_access(viewer, patient_id=patient_id, page="assign", now=person.now)
        return _form(request, person, form)
    if not form.is_valid():
        return _form(request, person, form, status=WRONG)
    to = colleagues.get(form.cleaned_data["to"])
    try:
        with once(request):
            actions.assign(patient=person.row, to=to, by=viewer, through=THROUGH, now=clock.now)
    except SentBefore as sent:
        return _assigned(request, person, Done(person.row.name, sent.words("it was done once.")))
    except ShortcourseError as error:
        add_to_form(form, error)
        return _form(request, person, form, status=WRONG)
    if "undo" in request.POST:
        return row_again(request, viewer, person.row, "")
    had = str(before.to_id) if before is not None and before.to_id else ""
    said = f"Given to {to.name}." if to is not None else "Given to nobody in particular."
    undo = reverse("clinician:assign", args=[person.row.pk])
    return _assigned(request, person, Done(person.row.name, said, undo, {"to": had, "undo": "1"}))


@require_POST
@for_roles(*CLINICAL)
def undo_acknowledgement(request: HttpRequest, viewer: Viewer, acknowledgement_id: UUID) -> HttpResponse:
    """Take an acknowledgement back: the row is as it was."""
    rows = Acknowledgement.objects.visible_to(viewer).select_related("course__patient__practice")
    seen = rows.filter(pk=acknowledgement_id).first()
    if seen is None:
        raise Http404
    made = actions.undo_acknowledgement(acknowledgement=seen, by=viewer, through=THROUGH, now=clock.now)
    return _undone(request, viewer, seen.course, "The acknowledgement is taken back: the flag is open again.", made)


@require_POST
@for_roles(*CLINICAL)
def undo_answer(request: HttpRequest, viewer: Viewer, answer_id: UUID) -> HttpResponse:
    """Take an answer to a talk request back: who waited waits again."""
    rows = TalkAnswer.objects.visible_to(viewer).select_related("course__patient__practice")
    answer = rows.filter(pk=answer_id).first()
    if answer is None:
        raise Http404
    made = actions.undo_answer(answer=answer, by=viewer, through=THROUGH, now=clock.now)
    return _undone(request, viewer, answer.course, "The answer is taken back.", made)


def _undone(request: HttpRequest, viewer: Viewer, course: Course, said: str, made: object) -> HttpResponse:
    """Back where it was done: the row as it was, or the course's page."""
    if from_list(request):
        return row_again(request, viewer, course.patient, "" if made else ALREADY)
    done(request, said if made else ALREADY)
    return redirect(course_url(course.pk))


def _colleagues(viewer: Viewer) -> list[Clinician]:
    """Whom something can be given to: who looks first, then by name."""
    staff = Clinician.objects.visible_to(viewer).filter(is_active=True).order_by("name")
    return sorted((one for one in staff if one.roles & CLINICAL), key=lambda one: one.pk != viewer.id)


def _assigned(request: HttpRequest, person: Person, what: Done) -> HttpResponse:
    if from_list(request):
        return back_to_list(request, person.viewer, person.row, what)
    done(request, what.said)
    return redirect(patient_url(person.row.pk))


def _form(request: HttpRequest, person: Person, form: AssignForm, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"person": person, "form": form, "tab": "patients", "patient_id": person.row.pk}
    if is_inline(request):
        form.auto_id = f"id_{person.row.pk}_%s"
        return show(request, person.viewer, "parts/inline_assign.html", context, status=status)
    return show(request, person.viewer, "assign.html", context, status=status)
