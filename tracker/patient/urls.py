from django.urls import URLPattern, URLResolver, path

from tracker.patient.views import (
    activities,
    check_ins,
    courses,
    doses,
    other_doses,
    settings,
    talk,
    today,
    urgent,
)

app_name = "patient"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", today.show, name="today"),
    path("doses/", doses.log, name="log_dose"),
    path("doses/<uuid:dose_id>/undo/", doses.undo, name="undo_dose"),
    path("doses/<uuid:dose_id>/urgent/", doses.too_much, name="too_much"),
    path("courses/", courses.every, name="courses"),
    path("courses/<uuid:course_id>/", courses.show, name="course"),
    path("courses/<uuid:course_id>/end/", courses.end, name="end"),
    path("courses/<uuid:course_id>/other-time/", other_doses.other_time, name="other_time"),
    path("courses/<uuid:course_id>/extra/", other_doses.extra, name="extra"),
    path("courses/<uuid:course_id>/check-in/", check_ins.answer, name="check_in"),
    path("courses/<uuid:course_id>/emergency/", check_ins.report, name="report_emergency"),
    path("courses/<uuid:course_id>/talk/", talk.talk, name="talk"),
    path("check-in/", check_ins.choose, name="choose_check_in"),
    path("check-ins/<uuid:check_in_id>/urgent/", check_ins.emergency, name="emergency"),
    path("check-ins/<uuid:check_in_id>/undo/", check_ins.undo, name="undo_check_in"),
    path("talk/", talk.choose, name="choose_talk"),
    path("activities/<uuid:activity_id>/tick/", activities.tick, name="tick"),
    path("ticks/<uuid:tick_id>/undo/", activities.untick, name="untick"),
    path("settings/", settings.show, name="settings"),
    path("settings/zone/", settings.move, name="move_zone"),
    path("settings/zone/keep/", settings.keep, name="keep_zone"),
    path("urgent/", urgent.show, name="urgent"),
]
