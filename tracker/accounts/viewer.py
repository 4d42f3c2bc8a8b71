"""From a request to the viewer that every query and every action starts from."""

from django.http import HttpRequest

from courses.access import Kind, Viewer
from courses.models import Clinician, Helper, Patient
from tracker import clock
from tracker.accounts.models import User


def viewer_of(request: HttpRequest) -> Viewer | None:
    """Who looks: a clinician by the roles in force, a patient, a helper, an operator; None where nobody is signed in.

    Somebody who is signed in but is none of these any more (a clinician who left) sees nothing and may nothing.
    """
    if not isinstance(request.user, User):
        return None
    return viewer_of_user(request.user)


def viewer_of_user(user: User) -> Viewer:
    """The same, of a user."""
    clinician: Clinician | None = Clinician.objects.filter(user=user).first()
    if clinician is not None:
        return clinician.as_viewer()
    patient = Patient.objects.filter(user=user).first()
    if patient is not None:
        return patient.as_viewer()
    now = clock.now()
    for helper in Helper.objects.filter(user=user).select_related("patient").order_by("-since"):
        if helper.in_force(now):
            return helper.as_viewer(now)
    # Django's own mark of who runs the installation. An operator sees no patient's data.
    return Viewer(kind=Kind.OPERATOR, id=user.pk) if user.is_superuser else Viewer(kind=Kind.HELPER)
