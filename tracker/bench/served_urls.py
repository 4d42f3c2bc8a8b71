"""The addresses of a web server that is measured: all of ours, and the views of the floors."""

from django.urls import include, path

from tracker.bench import floor_views

urlpatterns = [
    path("floor/dose/", floor_views.log_dose),
    path("floor/insert/", floor_views.insert),
    path("floor/page/", floor_views.page),
    path("", include("tracker.urls")),
]
