"""What is still to set up after coming in, and to read before a course, as Today offers it."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.accounts.first_steps import steps_left
from tracker.patient.bands import Band
from tracker.patient.briefings import to_read
from tracker.patient.reading import Reading


def set_up_bands(reading: Reading) -> list[Band]:
    """What is still to set up or to read, each as a band that leads there; calm, as all of it can wait."""
    found = []
    left = len(steps_left(reading.patient.pk))
    if left:
        title = ngettext("%(n)d short thing to set up", "%(n)d short things to set up", left) % {"n": left}
        url = f"{reverse('patient:start')}?go=on"
        found.append(Band(title, _("One tap each. They can wait."), url, of_the_end=False))
    for told in to_read(reading):
        text = _("What to know about %(name)s.") % {"name": told.course.name}
        url = reverse("patient:briefing", args=[told.course.known.id])
        found.append(Band(_("Before you start"), text, url, of_the_end=False))
    return found
