"""From a request to the viewer that every query and every action starts from."""

from django.http import HttpRequest

from courses.access import Kind, Viewer
from courses.models import Clinician, Patient
from tracker import clock
from tracker.accounts.helpers import leaves_of
from tracker.accounts.models import User

# In the session of a helper: the key of the leave by which they look now.
HELPING = "helping"


def viewer_of(request: HttpRequest) -> Viewer | None:
    """Who looks: a clinician by the roles in force, a patient, a helper, an operator; None where nobody is signed in.

    Somebody who is signed in but is none of these any more (a clinician who left) sees nothing and may nothing.
    """
    if not isinstance(request.user, User):
        return None
    return viewer_of_user(request.user, helping=str(getattr(request, "session", {}).get(HELPING, "")))


def viewer_of_user(user: User, *, helping: str = "") -> Viewer:
    """The same, of a user. `helping` is the leave that a helper of several people chose; without a choice that is in
    force it is the newest one."""
    clinician: Clinician | None = Clinician.objects.filter(user=user).first()
    if clinician is not None:
        return clinician.as_viewer()
    patient = Patient.objects.filter(user=user).first()
    if patient is not None:
        return patient.as_viewer()
    leaves = leaves_of(user, clock.now())
    chosen = [leave for leave in leaves if str(leave.pk) == helping] or sorted(leaves, key=lambda leave: leave.since)
    if chosen:
        return chosen[-1].as_viewer(clock.now())
    # Django's own mark of who runs the installation. An operator sees no patient's data.
    return Viewer(kind=Kind.OPERATOR, id=user.pk) if user.is_superuser else Viewer(kind=Kind.HELPER)
