"""The one line with Undo that stands in a row's place after an act, until the next one.

With a script it takes the row's place at once; without one it stands above the list, which the act leads back to.
"""

from dataclasses import asdict, dataclass, field
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django_htmx.http import reswap, retarget

from courses.access import Viewer
from courses.models import Patient
from tracker import clock
from tracker.clinician.once import new_form_key
from tracker.clinician.worklist import find_rows, name, spell_out, what_may_be_done

KEY = "desk_done_last"
FROM_LIST = "list"


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, about whom; where Undo is sent to, with what, and nowhere where it cannot be undone."""

    patient: str
    said: str
    undo: str = ""
    fields: dict[str, str] = field(default_factory=dict)


def is_inline(request: HttpRequest) -> bool:
    """Whether a row asks, not a page."""
    return bool(getattr(request, "htmx", False)) and from_list(request)


def from_list(request: HttpRequest) -> bool:
    """Whether the act began on the list, and leads back there."""
    return FROM_LIST in (request.GET.get("from"), request.POST.get("from"))


def taken_from_session(request: HttpRequest) -> Done | None:
    """What was done last, told once."""
    kept = request.session.pop(KEY, None)
    return Done(**kept) if kept else None


def back_to_list(request: HttpRequest, viewer: Viewer, patient: Patient, done: Done) -> HttpResponse:
    """After an act: the line in the row's place, and what else is asked for this person under it; without a script
    the list, with the line above it."""
    if not is_inline(request):
        request.session[KEY] = asdict(done)
        return redirect("clinician:worklist")
    context = {"done": done, "patient_id": patient.pk, **_row(viewer, patient.pk)}
    answer = render(request, "clinician/parts/worklist_done.html", context)
    return reswap(retarget(answer, f"#row-{patient.pk}"), "outerHTML")


def row_again(request: HttpRequest, viewer: Viewer, patient: Patient, said: str) -> HttpResponse:
    """After an undo: the row as it was, in the line's place."""
    if not is_inline(request):
        request.session[KEY] = asdict(Done(str(patient.name), said))
        return redirect("clinician:worklist")
    context = {"done": None if said == "" else Done(str(patient.name), said), **_row(viewer, patient.pk)}
    answer = render(request, "clinician/parts/worklist_done.html", {**context, "patient_id": patient.pk, "back": True})
    return reswap(retarget(answer, f"#done-{patient.pk}"), "outerHTML")


def _row(viewer: Viewer, patient_id: UUID) -> dict[str, object]:
    """The person's row, where something is asked for them still."""
    now = clock.now()
    rows = name(viewer, find_rows(viewer, now, only=patient_id), now)
    spell_out(viewer, rows, now)
    return {"rows": rows, "form_key": new_form_key(), **what_may_be_done(viewer)}
