"""The addresses of the API, under /api/v1/."""

from django.urls import URLPattern, URLResolver, path, re_path

from tracker.api.views import care, changes, courses, meta, people, practice, staff, told, watch

app_name = "api"

COURSE = "courses/<uuid:course_id>"
ACTIVITY = f"{COURSE}/activities/<uuid:activity_id>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("me", people.Me.as_view(), name="me"),
    path("today", people.Today.as_view(), name="today"),
    path("practice", practice.OwnPractice.as_view(), name="practice"),
    path("practice/class-limits", practice.ClassLimits.as_view(), name="class_limits"),
    path("medicines", practice.Medicines.as_view(), name="medicines"),
    path("medicines/<uuid:medicine_id>", practice.MedicineWhole.as_view(), name="medicine"),
    path("medicines/<uuid:medicine_id>/withdraw", practice.WithdrawMedicine.as_view(), name="withdraw_medicine"),
    path("staff", staff.Staff.as_view(), name="staff"),
    path("staff/<uuid:clinician_id>", staff.StaffMember.as_view(), name="clinician"),
    path("staff/<uuid:clinician_id>/roles", staff.Roles.as_view(), name="roles"),
    path("staff/<uuid:clinician_id>/deactivate", staff.Deactivate.as_view(), name="deactivate_clinician"),
    path("patients", people.Patients.as_view(), name="patients"),
    path("patients/<uuid:patient_id>", people.PatientWhole.as_view(), name="patient"),
    path("patients/<uuid:patient_id>/time-zone", people.TimeZone.as_view(), name="time_zone"),
    path("patients/<uuid:patient_id>/settings", people.Settings.as_view(), name="settings"),
    path("patients/<uuid:patient_id>/assessments", people.Assessments.as_view(), name="assessments"),
    path("patients/<uuid:patient_id>/briefings", care.Briefings.as_view(), name="briefings"),
    path(
        "patients/<uuid:patient_id>/briefings/<uuid:briefing_id>/acknowledge",
        care.AcknowledgeBriefing.as_view(),
        name="acknowledge_briefing",
    ),
    path("courses", courses.CourseList.as_view(), name="courses"),
    path("courses/preview", courses.CoursePreview.as_view(), name="preview"),
    path("patients/<uuid:patient_id>/assignments", watch.Assignments.as_view(), name="assignments"),
    path("patients/<uuid:patient_id>/notes", watch.Notes.as_view(), name="notes"),
    path("patients/<uuid:patient_id>/notes/<uuid:note_id>/undo", watch.UndoNote.as_view(), name="undo_note"),
    path(COURSE, courses.CourseWhole.as_view(), name="course"),
    path(f"{COURSE}/prescribed", courses.PrescribedOn.as_view(), name="prescribed"),
    path(f"{COURSE}/extend", changes.Extend.as_view(), name="extend"),
    path(f"{COURSE}/revise", changes.Revise.as_view(), name="revise"),
    path(f"{COURSE}/stop", changes.Stop.as_view(), name="stop"),
    path(f"{COURSE}/cancel", changes.Cancel.as_view(), name="cancel"),
    path(f"{COURSE}/close", changes.Close.as_view(), name="close"),
    path(f"{COURSE}/end-plans", changes.EndPlans.as_view(), name="end_plans"),
    path(f"{COURSE}/dispenses", changes.Dispenses.as_view(), name="dispenses"),
    path(f"{COURSE}/hand-overs", changes.HandOvers.as_view(), name="hand_overs"),
    path(f"{COURSE}/activities", care.Activities.as_view(), name="activities"),
    path(f"{ACTIVITY}/end", care.EndActivity.as_view(), name="end_activity"),
    path(f"{ACTIVITY}/ticks", care.Ticks.as_view(), name="ticks"),
    path(f"{ACTIVITY}/ticks/<uuid:tick_id>/undo", care.UndoTick.as_view(), name="undo_tick"),
    path(f"{COURSE}/doses", told.Doses.as_view(), name="doses"),
    path(f"{COURSE}/doses/<uuid:dose_id>/undo", told.UndoDose.as_view(), name="undo_dose"),
    path(f"{COURSE}/snoozes", told.Snoozes.as_view(), name="snoozes"),
    path(f"{COURSE}/check-ins", told.CheckIns.as_view(), name="check_ins"),
    path(f"{COURSE}/check-ins/<uuid:check_in_id>/undo", told.UndoCheckIn.as_view(), name="undo_check_in"),
    path(f"{COURSE}/emergencies", told.Emergencies.as_view(), name="emergencies"),
    path(f"{COURSE}/talk-requests", told.TalkRequests.as_view(), name="talk_requests"),
    path(f"{COURSE}/talk-requests/<uuid:request_id>/undo", told.UndoTalkRequest.as_view(), name="undo_talk_request"),
    path(f"{COURSE}/answers", watch.Answers.as_view(), name="answers"),
    path(f"{COURSE}/answers/<uuid:answer_id>/undo", watch.UndoAnswer.as_view(), name="undo_answer"),
    path(f"{COURSE}/reminders", watch.Reminders.as_view(), name="reminders"),
    path("flags", watch.Flags.as_view(), name="flags"),
    path("flags/<uuid:flag_id>/acknowledge", watch.Acknowledge.as_view(), name="acknowledge"),
    path("flags/<uuid:flag_id>/undo", watch.UndoAcknowledgement.as_view(), name="undo_acknowledgement"),
    path("problems", meta.ProblemTypes.as_view(), name="problems"),
    path("problems/<slug:code>", meta.OneProblemType.as_view(), name="problem"),
    path("schema/", meta.Schema.as_view(), name="schema"),
    re_path(r"^[\s\S]*\Z", meta.Nowhere.as_view(), name="nowhere"),
]
