"""Messages that wait in the app: what was sent of late, said kindly, the newest first."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from courses.access import Viewer
from notifications.inbox import Waiting, inbox, read
from notifications.models import Person
from notifications.people import Someone
from notifications.words import words_without_date
from tracker.accounts.guards import for_patients
from tracker.patient.reading import Reading
from tracker.patient.views.page import page, reading_of

# The page that each wording speaks of: what is asked has its answer there, and what changed or ends is on the plan.
ABOUT = {
    "check_in_due": "patient:choose_check_in",
    "after_course_check_in": "patient:choose_check_in",
    "course_over": "patient:choose_check_in",
    "talk_to_prescriber": "patient:choose_talk",
}


@require_GET
@for_patients
def show(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What was sent; having been shown here it is read."""
    reading = reading_of(viewer)
    person = Someone(Person.PATIENT, reading.patient.pk)
    told = [_told(reading, one) for one in inbox(person, reading.now)]
    read(person, reading.now)
    return page(request, reading, "inbox", {"told": told})


def _told(reading: Reading, one: Waiting) -> dict[str, object]:
    """The words that name no date hold for ever; what named one is on the page of the course, as it is now."""
    words = words_without_date(one.wording) or _("Your course is near its end. Your page says what is planned.")
    return {
        "when": reading.say.moment(one.at),
        "words": words,
        "is_new": one.is_new,
        "url": reverse(ABOUT.get(one.wording, "patient:courses")),
    }
