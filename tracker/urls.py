"""Which room answers which address."""

from django.urls import include, path

from tracker.accounts.views import home
from tracker.operator import health

urlpatterns = [
    path("", home, name="home"),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("me/", include("tracker.patient.urls")),
    path("desk/", include("tracker.clinician.urls")),
    path("operator/", include("tracker.operator.urls")),
    path("accounts/", include("tracker.accounts.urls")),
    path("n/", include("tracker.mail_links.urls")),
    path("api/v1/", include("tracker.api.urls")),
    path("styleguide/", include("tracker.look.urls")),
]
