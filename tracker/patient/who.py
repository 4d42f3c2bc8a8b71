"""Who told something, as the patient may know them: you, a helper by name, the practice."""

from uuid import UUID

from django.utils.translation import gettext as _

from courses.access import Viewer
from courses.models import Helper
from courses.models.row import ByKind


class Who:
    """The names that a patient's record is told with; one query."""

    def __init__(self, viewer: Viewer) -> None:
        """Look up who helped the viewer."""
        self._helpers: dict[UUID | None, str] = dict(Helper.objects.visible_to(viewer).values_list("pk", "name"))

    def name(self, kind: str, key: UUID | None) -> str:
        """Whoever that is: you, somebody by name, your practice."""
        if kind == ByKind.PATIENT:
            return _("you")
        if kind == ByKind.HELPER:
            return str(self._helpers.get(key) or _("your helper"))
        return _("your practice")
