"""What a clinician has typed of a course and not signed: kept for them alone, for one patient, until it is signed.

A draft enters nothing. It is kept under who typed it, so that the end of a session loses none of it: the form carries
a key by which it may be kept (and nothing else) after its writer was signed out.
"""

from datetime import datetime
from uuid import UUID

from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from courses.access import Viewer, may
from courses.models import Clinician, Patient
from tracker import clock
from tracker.clinician.models import Draft
from tracker.clinician.once import FIELD

KEY = "draft_key"
# A day: as long as a page may stand open.
KEY_SECONDS = 24 * 60 * 60
MOST_FIELDS, MOST_VALUES, LONGEST = 1200, 60, 4000
# What a form sends besides what one types; a confirmation is given anew each time.
BESIDE = frozenset(
    {
        "csrfmiddlewaretoken", FIELD, KEY, "do", "confirmed_twice", "use", "pick", "also", "template", "draft",
        "add_step", "add_wall",
    }
)  # fmt: skip
# What a form holds before anybody typed.
UNTOUCHED = frozenset({"first_day", "briefing-brief", "activity-0-kind", "activity-1-kind", "activity-2-kind"})
NOT_ASKED = "not_asked"


def draft_key(viewer: Viewer, patient_id: UUID) -> str:
    """The key with which this clinician's form keeps its draft of this patient."""
    return signing.dumps([str(viewer.id), str(patient_id)], salt=KEY)


def drafts_of(viewer: Viewer) -> QuerySet[Draft]:
    """A clinician's own drafts of patients whom they may see, the newest first."""
    patients = Patient.objects.visible_to(viewer)
    return Draft.objects.filter(clinician=viewer.id, patient__in=patients).order_by("-kept_at", "pk")


def draft_of(viewer: Viewer, patient: Patient) -> Draft | None:
    """What this clinician has typed for this patient."""
    return drafts_of(viewer).filter(patient=patient).first()


def keep_draft(viewer: Viewer, patient: Patient, data: QueryDict, now: datetime) -> Draft | None:
    """Keep what was typed in place of what was kept before; a form into which nothing was typed keeps nothing."""
    typed = _typed(data)
    if viewer.id is None or _is_untouched(typed):
        drafts_of(viewer).filter(patient=patient).delete()
        return None
    draft, _ = Draft.objects.update_or_create(
        clinician_id=viewer.id, patient=patient, defaults={"typed": typed, "kept_at": now}
    )
    return draft


def drop_draft(viewer: Viewer, patient_id: UUID) -> bool:
    """Delete what was typed for a patient; whether there was anything."""
    deleted, _ = drafts_of(viewer).filter(patient=patient_id).delete()
    return bool(deleted)


def keep_signed_out(request: HttpRequest, patient_id: UUID) -> bool:
    """Keep the draft of a form whose writer is signed out (or was, and signed in anew): by its key, if it fits, and as
    long as they may still prescribe for the patient. Whether it was kept."""
    try:
        clinician_id, for_patient = signing.loads(request.POST.get(KEY, ""), salt=KEY, max_age=KEY_SECONDS)
    except (signing.BadSignature, ValueError):
        return False
    clinician = Clinician.objects.filter(pk=clinician_id).first()
    if clinician is None or for_patient != str(patient_id):
        return False
    writer = clinician.as_viewer()
    patient = Patient.objects.visible_to(writer).filter(pk=patient_id).first()
    if patient is None or not may(writer, "prescribe", patient):
        return False
    return keep_draft(writer, patient, request.POST, clock.now()) is not None


def typed_before(draft: Draft) -> QueryDict:
    """A draft as the form that was sent; it can be changed."""
    data = QueryDict(mutable=True)
    for name, values in draft.typed.items():
        data.setlist(name, values)
    return data


def _typed(data: QueryDict) -> dict[str, list[str]]:
    sent = [(name, values) for name, values in data.lists() if name not in BESIDE]
    # A zero byte is what no database keeps.
    return {
        name[:120].replace("\0", ""): [str(value).replace("\0", "")[:LONGEST] for value in values[:MOST_VALUES]]
        for name, values in sent[:MOST_FIELDS]
    }


def _is_untouched(typed: dict[str, list[str]]) -> bool:
    return not any(
        value.strip() and value != NOT_ASKED for name, values in typed.items() if name not in UNTOUCHED
        for value in values
    )  # fmt: skip
