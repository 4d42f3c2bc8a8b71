from django.urls import URLPattern, URLResolver, path

from tracker.helping import views

app_name = "helping"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.show, name="today"),
    path("whom/", views.whom, name="whom"),
    path("doses/", views.log, name="log_dose"),
    path("doses/<uuid:dose_id>/undo/", views.undo, name="undo_dose"),
    path("courses/<uuid:course_id>/emergency/", views.emergency, name="emergency"),
    path("courses/<uuid:course_id>/call/", views.call, name="call"),
]
