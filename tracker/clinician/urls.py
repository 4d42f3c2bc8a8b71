"""The desk's pages."""

from django.urls import URLPattern, URLResolver, path

from tracker.clinician.views.changes import change
from tracker.clinician.views.course import course
from tracker.clinician.views.enter import enter_course
from tracker.clinician.views.medicines import medicine_withdraw, medicines
from tracker.clinician.views.patients import patient, patient_invite, patient_new, patients
from tracker.clinician.views.practice import practice, practice_limit, staff_deactivate
from tracker.clinician.views.steps import extend, revise
from tracker.clinician.views.worklist import worklist

app_name = "clinician"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", worklist, name="worklist"),
    path("patients/", patients, name="patients"),
    path("patients/new/", patient_new, name="patient_new"),
    path("patients/<uuid:patient_id>/", patient, name="patient"),
    path("patients/<uuid:patient_id>/invite/", patient_invite, name="patient_invite"),
    path("patients/<uuid:patient_id>/enter/", enter_course, name="enter_course"),
    path("courses/<uuid:course_id>/", course, name="course"),
    path("courses/<uuid:course_id>/extend/", extend, name="extend"),
    path("courses/<uuid:course_id>/revise/", revise, name="revise"),
    path(
        "courses/<uuid:course_id>/flags/<slug:rule>/acknowledge/", change, {"deed": "acknowledge"}, name="acknowledge"
    ),
    # answer, plan, stop, cancel, close, dispense
    path("courses/<uuid:course_id>/<slug:deed>/", change, name="change"),
    path("practice/", practice, name="practice"),
    path("practice/limit/", practice_limit, name="practice_limit"),
    path("practice/medicines/", medicines, name="medicines"),
    path("practice/medicines/<uuid:medicine_id>/withdraw/", medicine_withdraw, name="medicine_withdraw"),
    path("practice/staff/<uuid:clinician_id>/deactivate/", staff_deactivate, name="staff_deactivate"),
]
