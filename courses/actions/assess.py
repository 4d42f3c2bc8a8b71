"""What is asked before a course, and what the patient is told: assessments, the drug screen, briefings."""

from collections.abc import Collection

from courses import inputs
from courses.access import Viewer
from courses.actions.act import Now, acting
from courses.errors import WrongInput
from courses.models import Assessment, Briefing, Course, DrugScreen, Known, Language, Patient

MOST_TIMES = 1000


def assess(
    *,
    patient: Patient,
    risk_factors: Collection[str] = (),
    other_medicines: Collection[str] = (),
    other_medicines_text: str = "",
    allergies_text: str = "",
    work_needs_alertness: str = Known.NOT_ASKED,
    liver_disease: str = Known.NOT_ASKED,
    kidney_disease: str = Known.NOT_ASKED,
    pregnancy: str = Known.NOT_ASKED,
    enhanced_monitoring: bool = False,
    note: str = "",
    by: Viewer,
    through: str,
    now: Now,
) -> Assessment:
    """Write down what was asked. Raises WrongInput.

    `other_medicines` are names of the catalogue, or `class:` and a class: entry checks match these, and no free text.
    """
    columns = {
        "risk_factors": inputs.texts("risk_factors", risk_factors, most=200),
        "other_medicines": inputs.texts("other_medicines", other_medicines, most=80),
        "other_medicines_text": inputs.text("other_medicines_text", other_medicines_text, most=2000),
        "allergies_text": inputs.text("allergies_text", allergies_text, most=2000),
        "work_needs_alertness": inputs.word("work_needs_alertness", work_needs_alertness, known=Known.values),
        "liver_disease": inputs.word("liver_disease", liver_disease, known=Known.values),
        "kidney_disease": inputs.word("kidney_disease", kidney_disease, known=Known.values),
        "pregnancy": inputs.word("pregnancy", pregnancy, known=Known.values),
        "enhanced_monitoring": enhanced_monitoring,
        "note": inputs.text("note", note, most=2000),
    }
    with acting(patient.pk, what="assess", by=by, through=through, now=now) as act:
        return Assessment.objects.create(patient=act.patient, **columns, **act.tell())


def screen_for_drug_use(*, assessment: Assessment, times: int, by: Viewer, through: str, now: Now) -> DrugScreen:
    """Write down the answer to the single-item drug screen: how often in the past year.

    Raises WrongInput, also where it was answered with this assessment already.
    """
    inputs.whole("times", times, least=0, most=MOST_TIMES)
    with acting(assessment.patient_id, what="screen_for_drug_use", by=by, through=through, now=now) as act:
        if DrugScreen.objects.filter(assessment=assessment).exists():
            raise WrongInput("times", "answered", "This was answered with this assessment.", "Make a new assessment.")
        return DrugScreen.objects.create(assessment=assessment, times=times, **act.tell())


def brief(
    *,
    patient: Patient,
    course: Course | None = None,
    version: str,
    language: str = Language.EN,
    text: str,
    by: Viewer,
    through: str,
    now: Now,
) -> Briefing:
    """Keep what the patient was told, word by word, with its version. Raises WrongInput."""
    columns = {
        "version": inputs.text("version", version, most=20, required=True),
        "language": inputs.word("language", language, known=Language.values),
        "text": inputs.text("text", text, most=20_000, required=True),
    }
    if course is not None and course.patient_id != patient.pk:
        raise WrongInput("course", "of_another_patient", "This course is another patient's.")
    with acting(patient.pk, what="brief", by=by, through=through, now=now) as act:
        told = act.tell(None if course is None else course.pk)
        return Briefing.objects.create(patient=act.patient, course=course, given_at=act.now, **columns, **told)


def acknowledge_briefing(*, briefing: Briefing, by: Viewer, through: str, now: Now) -> Briefing:
    """The patient says that they read it; the first time counts."""
    with acting(briefing.patient_id, what="acknowledge_briefing", by=by, through=through, now=now) as act:
        briefing.refresh_from_db()
        if briefing.acknowledged_at is None:
            briefing.acknowledged_at = act.now
            briefing.save(update_fields=["acknowledged_at"])
    return briefing
