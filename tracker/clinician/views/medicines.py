"""Medicines of the practice's own: listed, added, changed, withdrawn."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from courses import actions
from courses.access import Viewer, may
from courses.errors import ShortcourseError
from courses.models import Medicine
from tracker import clock
from tracker.accounts.guards import for_staff
from tracker.clinician.desk import THROUGH, WRONG, done, practice_of, require, show
from tracker.clinician.forms.medicines import MedicineForm, medicine_form
from tracker.clinician.once import SentBefore, once
from tracker.problems import add_to_form

HOME = "clinician:medicines"
CALLED = {"abrupt_stop_risk": "risk"}


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def medicines(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The practice's own medicines; a prescriber or a manager adds one, or changes one."""
    own = in_use(viewer)
    if request.method != "POST":
        return _show(request, viewer, medicine_form(_asked(request, own), own))
    require(viewer, "add_medicine")
    form = MedicineForm(request.POST, own=own)
    if not form.is_valid():
        return _show(request, viewer, form, status=WRONG)
    try:
        with once(request):
            actions.add_medicine(
                practice=practice_of(viewer),
                code=form.cleaned_data["code"],
                facts=form.facts,
                checked_on=form.cleaned_data["checked_on"],
                by=viewer,
                through=THROUGH,
                now=clock.now,
            )
    except SentBefore:
        done(request, "This form was sent before.")
        return redirect(HOME)
    except ShortcourseError as error:
        error.field = CALLED.get(error.field, error.field.partition("[")[0])
        add_to_form(form, error)
        return _show(request, viewer, form, status=WRONG)
    what = "is changed. It holds from each course's next revision" if form.changed_medicine else "is added"
    done(request, f"{form.cleaned_data['code'].strip()} {what}.")
    return redirect(HOME)


@require_POST
@for_staff
def medicine_withdraw(request: HttpRequest, viewer: Viewer, medicine_id: UUID) -> HttpResponse:
    """Take one out of the list; courses of it go on."""
    require(viewer, "add_medicine")
    medicine = Medicine.objects.visible_to(viewer).filter(practice=viewer.practice_id, pk=medicine_id).first()
    if medicine is None:
        raise Http404
    actions.withdraw_medicine(medicine=medicine, by=viewer, through=THROUGH, now=clock.now)
    done(request, f"{medicine.code} is withdrawn. Courses of it go on; no new one begins.")
    return redirect(HOME)


def in_use(viewer: Viewer) -> list[Medicine]:
    """The practice's own medicines that can be prescribed."""
    rows = Medicine.objects.visible_to(viewer).filter(practice=viewer.practice_id, withdrawn_at__isnull=True)
    return list(rows.order_by("code"))


def _asked(request: HttpRequest, own: list[Medicine]) -> Medicine | None:
    """The medicine that is to be changed; 404 for one that is not there."""
    asked = request.GET.get("change")
    if asked is None:
        return None
    for medicine in own:
        if str(medicine.pk) == asked:
            return medicine
    raise Http404


def _show(request: HttpRequest, viewer: Viewer, form: MedicineForm, *, status: int = 200) -> HttpResponse:
    everything = Medicine.objects.visible_to(viewer)
    own = everything.filter(practice=viewer.practice_id)
    page = {
        "form": form,
        "changed": form.changed_medicine,
        "own": form.own,
        "withdrawn": own.filter(withdrawn_at__isnull=False).order_by("code"),
        "classes": sorted(set(everything.values_list("medicine_class", flat=True))),
        "may_add": may(viewer, "add_medicine"),
        "tab": "practice",
    }
    return show(request, viewer, "medicines.html", page, status=status)
