"""Which room answers which address."""

from django.urls import include, path

from tracker.accounts.views import home
from tracker.look.views import icon
from tracker.operator import health
from tracker.operator.metrics import metrics
from tracker.patient.views.app import worker

urlpatterns = [
    path("", home, name="home"),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("metrics", metrics, name="metrics"),
    path("sw.js", worker, name="worker"),
    path("favicon.ico", icon, name="icon"),
    path("me/", include("tracker.patient.urls")),
    path("helping/", include("tracker.helping.urls")),
    path("desk/", include("tracker.clinician.urls")),
    path("operator/", include("tracker.operator.urls")),
    path("accounts/", include("tracker.accounts.urls")),
    path("hooks/", include("tracker.hooks.urls")),
    path("n/", include("tracker.mail_links.urls")),
    path("api/v1/", include("tracker.api.urls")),
    path("styleguide/", include("tracker.look.urls")),
]
