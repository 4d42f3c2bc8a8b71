"""The desk's pages."""

from django.urls import URLPattern, URLResolver, path

from tracker.clinician.views.access import access_end
from tracker.clinician.views.acts import assign, undo_acknowledgement, undo_answer
from tracker.clinician.views.changes import change
from tracker.clinician.views.course import course
from tracker.clinician.views.drafts import draft_delete, drafts
from tracker.clinician.views.enter import enter_course
from tracker.clinician.views.invitations import invitation, withdraw_invitation
from tracker.clinician.views.keys import keys
from tracker.clinician.views.medicines import medicine_withdraw, medicines
from tracker.clinician.views.notes import note_undo, note_write
from tracker.clinician.views.overview import overview, overview_csv, overview_list
from tracker.clinician.views.patients import patient, patient_invite, patient_new, patients
from tracker.clinician.views.practice import practice, practice_limit
from tracker.clinician.views.staff import (
    staff_deactivate,
    staff_hand_over,
    staff_invite,
    staff_mailbox,
    staff_new,
    staff_return,
    staff_roles,
    staff_second_factor,
)
from tracker.clinician.views.steps import extend, revise
from tracker.clinician.views.templates import halves, template, template_withdraw, templates
from tracker.clinician.views.worklist import worklist, worklist_changes

app_name = "clinician"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", worklist, name="worklist"),
    path("changes/", worklist_changes, name="worklist_changes"),
    path("keys/", keys, name="keys"),
    path("acknowledgements/<uuid:acknowledgement_id>/undo/", undo_acknowledgement, name="undo_acknowledgement"),
    path("answers/<uuid:answer_id>/undo/", undo_answer, name="undo_answer"),
    path("patients/<uuid:patient_id>/assign/", assign, name="assign"),
    path("patients/", patients, name="patients"),
    path("patients/new/", patient_new, name="patient_new"),
    path("patients/<uuid:patient_id>/", patient, name="patient"),
    path("patients/<uuid:patient_id>/notes/", note_write, name="note_write"),
    path("patients/<uuid:patient_id>/notes/<uuid:note_id>/undo/", note_undo, name="note_undo"),
    path("patients/<uuid:patient_id>/invite/", patient_invite, name="patient_invite"),
    path("patients/<uuid:patient_id>/invitation/", invitation, name="invitation"),
    path("patients/<uuid:patient_id>/invitation/withdraw/", withdraw_invitation, name="withdraw_invitation"),
    path("patients/<uuid:patient_id>/end-access/", access_end, name="end_access"),
    path("patients/<uuid:patient_id>/enter/", enter_course, name="enter_course"),
    path("drafts/", drafts, name="drafts"),
    path("patients/<uuid:patient_id>/draft/delete/", draft_delete, name="draft_delete"),
    path("courses/<uuid:course_id>/", course, name="course"),
    path("courses/<uuid:course_id>/extend/", extend, name="extend"),
    path("courses/<uuid:course_id>/revise/", revise, name="revise"),
    path(
        "courses/<uuid:course_id>/flags/<slug:rule>/acknowledge/", change, {"deed": "acknowledge"}, name="acknowledge"
    ),
    # answer, plan, stop, cancel, close, dispense
    path("courses/<uuid:course_id>/<slug:deed>/", change, name="change"),
    path("practice/", practice, name="practice"),
    path("practice/overview/", overview, name="overview"),
    path("practice/overview/<slug:what>/", overview_list, name="overview_list"),
    path("practice/overview/<slug:what>/csv/", overview_csv, name="overview_csv"),
    path("practice/limit/", practice_limit, name="practice_limit"),
    path("practice/medicines/", medicines, name="medicines"),
    path("practice/medicines/<uuid:medicine_id>/withdraw/", medicine_withdraw, name="medicine_withdraw"),
    path("practice/templates/", templates, name="templates"),
    path("practice/templates/new/", template, name="template_new"),
    path("practice/templates/<uuid:template_id>/", template, name="template"),
    path("practice/templates/<uuid:template_id>/withdraw/", template_withdraw, name="template_withdraw"),
    path("practice/halves/", halves, name="halves"),
    path("practice/staff/new/", staff_new, name="staff_new"),
    path("practice/staff/<uuid:clinician_id>/invite/", staff_invite, name="staff_invite"),
    path("practice/staff/<uuid:clinician_id>/mailbox/", staff_mailbox, name="staff_mailbox"),
    path("practice/staff/<uuid:clinician_id>/roles/", staff_roles, name="staff_roles"),
    path("practice/staff/<uuid:clinician_id>/hand-over/", staff_hand_over, name="staff_hand_over"),
    path("practice/staff/<uuid:clinician_id>/second-step/", staff_second_factor, name="staff_second_factor"),
    path("practice/staff/<uuid:clinician_id>/return/", staff_return, name="staff_return"),
    path("practice/staff/<uuid:clinician_id>/deactivate/", staff_deactivate, name="staff_deactivate"),
]
