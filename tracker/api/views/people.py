"""Patients and what they chose; who looks, and the patient's today."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from courses import actions
from courses.errors import NotFound
from courses.models import Assessment, Course, Patient, PatientSettings, Practice
from tracker.api import telling
from tracker.api.schema import operation
from tracker.api.seen import known_patient
from tracker.api.serializers import people as words
from tracker.api.serializers.told import AssessmentSent, AssessmentTold
from tracker.api.viewing import THROUGH, ApiView, PagedView


class Patients(PagedView):
    """Patients of the practice."""

    @operation("list_patients", "List patients", told=words.PatientTold(many=True))
    def get(self, _request: Request) -> Response:
        """Newest first; a patient sees themselves."""
        self.allow("read")
        return self.tell_page(Patient.objects.visible_to(self.viewer), words.PatientTold)

    @operation(
        "register_patient", "Register a patient", sent=words.PatientSent, told=words.PatientWholeTold, codes=(201,)
    )
    def post(self, _request: Request) -> Response:
        """Of the viewer's own practice. An invitation is made at the desk."""
        self.allow("register_patient")
        sent = self.sent(words.PatientSent)
        practice = self.find(Practice.objects.visible_to(self.viewer))
        patient = actions.register_patient(
            practice=practice, **{"family_name": "", **sent}, by=self.viewer, through=THROUGH, now=self.now
        )
        return tell_patient(self, patient, 201)


class PatientWhole(ApiView):
    """One patient."""

    @operation("read_patient", "Read a patient", told=words.PatientWholeTold)
    def get(self, _request: Request, patient_id: UUID) -> Response:
        """With the settings in force, and days of use by class."""
        patient = patient_of(self, patient_id, "read")
        self.looked_at(patient.pk, "patient")
        return tell_patient(self, patient)

    @operation("change_patient", "Change a patient", sent=words.PatientChangesSent, told=words.PatientWholeTold)
    def post(self, _request: Request, patient_id: UUID) -> Response:
        """By a clinician. What is left out stays; a corrected birth date is judged by from now on."""
        patient = patient_of(self, patient_id, "change_patient")
        sent = self.sent(words.PatientChangesSent)
        row = actions.change_patient(patient=patient, **sent, by=self.viewer, through=THROUGH, now=self.now)
        return tell_patient(self, row)


class TimeZone(ApiView):
    """Where the patient is."""

    @operation("move_zone", "Move a patient to another zone", sent=words.ZoneSent, told=words.PatientWholeTold)
    def post(self, _request: Request, patient_id: UUID) -> Response:
        """Moves what is still to come. The zone that is in force already changes nothing."""
        patient = patient_of(self, patient_id, "move_zone")
        zone = self.sent(words.ZoneSent)["time_zone"]
        actions.move_zone(patient=patient, time_zone=zone, by=self.viewer, through=THROUGH, now=self.now)
        return tell_patient(self, patient)


class Settings(ApiView):
    """What the patient chose."""

    @operation("read_settings", "Read a patient's settings", told=words.SettingsTold)
    def get(self, _request: Request, patient_id: UUID) -> Response:
        """Those in force."""
        patient = patient_of(self, patient_id, "change_settings")
        return self.tell(_settings_of(patient), words.SettingsTold)

    @operation("change_settings", "Change a patient's settings", sent=words.SettingsSent, told=words.SettingsTold)
    def post(self, _request: Request, patient_id: UUID) -> Response:
        """What is left out stays. Equal ends mean no quiet hours."""
        patient = patient_of(self, patient_id, "change_settings")
        sent = self.sent(words.SettingsSent)
        actions.change_settings(patient=patient, **sent, by=self.viewer, through=THROUGH, now=self.now)
        return self.tell(_settings_of(patient), words.SettingsTold)


class Assessments(PagedView):
    """What prescribers asked before starting."""

    @operation("list_assessments", "List assessments", told=AssessmentTold(many=True))
    def get(self, _request: Request, patient_id: UUID) -> Response:
        """Newest first; for clinicians."""
        patient = patient_of(self, patient_id, "assess")
        self.looked_at(patient.pk, "assessments")
        return self.tell_page(Assessment.objects.visible_to(self.viewer).filter(patient=patient), AssessmentTold)

    @operation("assess", "Record an assessment", sent=AssessmentSent, told=AssessmentTold, codes=(201,))
    def post(self, _request: Request, patient_id: UUID) -> Response:
        """What is not asked stays so."""
        patient = patient_of(self, patient_id, "assess")
        sent = self.sent(AssessmentSent)
        row = actions.assess(patient=patient, **sent, by=self.viewer, through=THROUGH, now=self.now)
        return self.tell(row, AssessmentTold, 201)


class Today(ApiView):
    """The patient's today."""

    for_helpers = True

    @operation("read_today", "The patient's today", told=words.TodayTold)
    def get(self, _request: Request) -> Response:
        """What is due, what was taken, and whom to call; for the patient, and for a helper without the details."""
        if self.viewer.patient_id is None:
            raise NotFound("", "not_a_patient", "Only a patient has a today.", "Sign in as a patient.")
        patient = self.find(Patient.objects.open_to(self.viewer, "see_today").select_related("practice"))
        rows = Course.objects.open_to(self.viewer, "see_today").filter(patient=patient)
        rows = rows.select_related("patient", "prescriber", "medicine").order_by("first_day", "id")
        return self.tell(telling.today_told(patient, rows, self.viewer, self.now()), words.TodayTold)


class Me(ApiView):
    """Who looks."""

    for_helpers = True

    @operation("read_me", "Who looks", told=words.ViewerTold)
    def get(self, _request: Request) -> Response:
        """As the API sees whoever holds this token or session."""
        viewer = self.viewer
        told = {
            "kind": viewer.kind.value,
            "id": viewer.id,
            "practice": viewer.practice_id,
            "patient": viewer.patient_id,
            "roles": sorted(role.value for role in viewer.acts_as),
        }
        return self.tell(told, words.ViewerTold)


def patient_of(view: ApiView, patient_id: UUID, action: str) -> Patient:
    """The patient of an address, where the viewer sees them; raises NotFound, or NotAllowed for another's action."""
    patient = view.find(Patient.objects.visible_to(view.viewer).select_related("practice"), pk=patient_id)
    view.allow(action, patient)
    return patient


def tell_patient(view: ApiView, patient: Patient, status: int = 200) -> Response:
    """A patient whole, as of now."""
    now = view.now()
    known = known_patient(patient.pk, now)
    boundary = patient.day_boundary or patient.practice.day_boundary
    names = ("id", "given_name", "family_name", "birth_date", "language", "day_boundary", "created_at")
    told = {
        **{name: getattr(patient, name) for name in names},
        "settings": _settings_of(patient),
        "class_days": telling.class_days(known, known.today(now, boundary)),
    }
    return view.tell(told, words.PatientWholeTold, status)


def _settings_of(patient: Patient) -> PatientSettings:
    return PatientSettings.objects.filter(patient=patient).order_by("-seq")[0]
