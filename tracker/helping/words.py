"""Emergency symptoms as who helps is asked about another, and as they are told back."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.patient.words import EMERGENCIES, TOLD

SUICIDE = "suicidal_thoughts"

ASKED: dict[str, str | Promise] = {**EMERGENCIES, SUICIDE: _("Says they want to end their life")}
TOLD_BACK: dict[str, str | Promise] = {**TOLD, SUICIDE: _("says they want to end their life")}
