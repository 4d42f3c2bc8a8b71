"""The keys of the desk: what each does, and switching them off."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from courses.access import Viewer
from tracker.accounts.guards import for_staff
from tracker.clinician.choices import choices_of, let_keys_work
from tracker.clinician.desk import done, show


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def keys(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every key; and whether they work for this clinician."""
    if request.method == "POST":
        wanted = request.POST.get("keys") == "on"
        let_keys_work(viewer, keys=wanted)
        done(request, "The keys work." if wanted else "The keys are switched off.")
        return redirect("clinician:keys")
    return show(request, viewer, "keys.html", {"keys_work": choices_of(viewer).keys, "tab": "worklist"})
