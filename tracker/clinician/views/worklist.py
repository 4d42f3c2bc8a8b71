"""Today's list."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from courses.access import CLINICAL, Viewer, may
from tracker import clock
from tracker.accounts.guards import for_staff
from tracker.clinician.desk import show
from tracker.clinician.worklist import find_rows, spell_out

ROWS_A_PAGE = 50


@require_safe
@for_staff
def worklist(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Who needs someone, by urgency, then by wait."""
    now = clock.now()
    rows = find_rows(viewer, now)
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    spell_out(viewer, shown, now)
    context = {
        "now": now,
        "rows": shown,
        "people": len(rows),
        "page": page,
        "sees_patients": bool(viewer.roles & CLINICAL),
        "may_acknowledge": may(viewer, "acknowledge"),
        "may_plan": may(viewer, "plan_end"),
        "tab": "worklist",
    }
    return show(request, viewer, "worklist.html", context)
