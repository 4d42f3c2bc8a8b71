"""A database of the embedded default with one running course, where DATABASE_URL says: `python -m` this.

Prints the keys of patient and course, and of a session of the patient's phone, as JSON.
"""

import json
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402  models are there only after django.setup()

from tests.browser.opening import session_of  # noqa: E402
from tests.browser.scenes import running_course  # noqa: E402
from tracker import clock  # noqa: E402


def main() -> None:
    """Make it."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable")
    scene = running_course(clock.now())
    told = {
        "patient": str(scene.patient.pk),
        "course": str(scene.course.pk),
        "session": session_of(scene.patient, clock.now()),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
