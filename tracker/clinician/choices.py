"""What a clinician chose for the desk."""

from django.core.exceptions import PermissionDenied

from courses.access import Viewer
from tracker.clinician.models import DeskChoice, Show


def choices_of(viewer: Viewer) -> DeskChoice:
    """What this clinician chose, or what holds until they do. One query."""
    if viewer.id is None:
        raise PermissionDenied
    return DeskChoice.objects.filter(clinician=viewer.id).first() or DeskChoice(clinician_id=viewer.id)


def remember_part(choices: DeskChoice, part: Show) -> None:
    """The next visit shows this part of the list."""
    _keep(choices, show=part)


def let_keys_work(viewer: Viewer, *, keys: bool) -> None:
    """Single keys do something from now on, or nothing."""
    _keep(choices_of(viewer), keys=keys)


def _keep(choices: DeskChoice, **chosen: object) -> None:
    DeskChoice.objects.update_or_create(clinician_id=choices.clinician_id, defaults=chosen)
