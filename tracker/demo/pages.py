"""Every page worth looking at, by role: for pictures, for judges from outside, and for the test that opens them all.

A new page joins its list here; what has a name and is no page stands in `LEFT_OUT`, with why.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

ANONYMOUS, PATIENT, REVIEWER, PRESCRIBER, MANAGER = "anonymous", "patient", "reviewer", "prescriber", "manager"
NOT_FOUND = 404


@dataclass(frozen=True, slots=True)
class Page:
    """One page: who opens it (the key of a story or of a staff member), and what it is about.

    `about` names what the address needs: `{"course_id": "course due_now/a"}` (see `listing.Found`).
    """

    role: str
    who: str
    title: str
    name: str
    about: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    path: str = ""

    def address(self, found: Mapping[str, Any]) -> str:
        """Its path, with what was found for `about`."""
        path = self.path or reverse(self.name, kwargs={key: found[key] for key in self.about})
        return f"{path}?{urlencode(self.asked)}" if self.asked else path


def pages() -> Iterator[Page]:
    """All of them."""
    yield from _ANYBODYS
    yield from _PHONE
    yield from _DESK


def _anybody(title: str, name: str, **more: Any) -> Page:
    return Page(ANONYMOUS, "", title, name, **more)


def _phone(story: str, title: str, name: str = "today", course: str = "", **more: Any) -> Page:
    about = {"course_id": f"course {story}/{course}"} if course else more.pop("about", {})
    return Page(PATIENT, story, title, f"patient:{name}", about, **more)


def _desk(title: str, name: str, *, role: str = REVIEWER, course: str = "", patient: str = "", **more: Any) -> Page:
    about = {"course_id": f"course {course}"} if course else {}
    about |= {"patient_id": f"patient {patient}"} if patient else {}
    about |= more.pop("about", {})
    who = {REVIEWER: "lindqvist", PRESCRIBER: "reyes", MANAGER: "abara"}[role]
    return Page(role, who, title, f"clinician:{name}", about, **more)


_ANYBODYS = (
    _anybody("Front door", "home"),
    _anybody("Sign in, patients", "accounts:patient_sign_in"),
    _anybody("Sign in, staff", "account_login"),
    _anybody("Password forgotten", "account_reset_password"),
    _anybody("Password forgotten, mail sent", "account_reset_password_done"),
    _anybody("Nobody signs up", "account_signup"),
    _anybody("Invitation", "accounts:invitation_link", about={"token": "link invited"}),
    _anybody("Invitation that is gone", "accounts:invitation", status=410),
    _anybody("Urgent help, not signed in", "patient:urgent"),
    _anybody("Page not found", "", path="/nothing-here/", status=NOT_FOUND),
    _anybody("Styleguide", "look:styleguide"),
    _anybody("API schema", "api:schema"),
    _anybody("API problem types", "api:problems"),
    _anybody("API nowhere", "", path="/api/v1/nothing-here", status=NOT_FOUND),
)

_PHONE = (
    _phone("due_now", "Today: a dose is due"),
    _phone("due_now", "Course with its end", "course", "a"),
    _phone("due_now", "Check-in", "check_in", "a"),
    _phone("due_now", "Dose at another time", "other_time", "a"),
    _phone("due_now", "Extra dose", "extra", "a"),
    _phone("due_now", "Ask to talk", "talk", "a"),
    _phone("due_now", "Settings", "settings"),
    _phone("due_now", "Urgent help", "urgent"),
    _phone("due_now", "Somebody else's course", "course", status=NOT_FOUND, about={"course_id": "course quiet/a"}),
    _phone("due_soon", "Today: a dose is due soon"),
    _phone("quiet", "Today: a quiet course"),
    _phone("burst", "Today: five days, no risk"),
    _phone("helped", "Today: a helper logs"),
    _phone("as_needed", "Today: as needed, the last one about an hour ago"),
    _phone("as_needed", "Extra dose, as needed", "extra", "a"),
    _phone("two_courses", "Today: two courses"),
    _phone("two_courses", "Both courses", "courses"),
    _phone("two_courses", "Check-in: which course", "choose_check_in"),
    _phone("two_courses", "Talk: about which course", "choose_talk"),
    _phone("travelling", "Today: moved to another zone"),
    _phone("enhanced", "Today: enhanced monitoring"),
    _phone("spanish", "Today, in Spanish"),
    _phone("spanish", "Course, in Spanish", "course", "a"),
    _phone("spanish", "The end, in Spanish", "end", "a"),
    _phone("spanish", "Check-in, in Spanish", "check_in", "a"),
    _phone("spanish", "Urgent help, in Spanish", "urgent"),
    _phone("ketorolac", "Today: ends tomorrow, without stop risk"),
    _phone("ketorolac", "Ending, without stop risk", "end", "a"),
    _phone("ending", "Today: two days to the end"),
    _phone("ending", "Ending, no plan", "end", "a"),
    _phone("plan_to_stop", "Ending, plan to stop", "end", "a"),
    _phone("plan_to_see", "Ending, plan to be seen", "end", "a"),
    _phone("last_day", "Today: the last day"),
    _phone("last_day", "The last day", "end", "a"),
    _phone("taper", "Today: a new step of a taper"),
    _phone("taper", "Course with a taper", "course", "a"),
    _phone("revised_to_taper", "Today: revised to a taper"),
    _phone("waiting", "Waiting for an answer", "talk", "a"),
    _phone("asked_today", "Today: asked to talk"),
    _phone("asked_today", "Asked to talk, answered before", "talk", "a"),
    _phone("extended_late", "Today: extended after the end"),
    _phone("extended_late", "Course with a gap", "course", "a"),
    _phone("beyond", "Today: beyond the end"),
    _phone("beyond", "Beyond the end", "end", "a"),
    _phone("beyond", "Extra dose beyond the end", "extra", "a"),
    _phone("stopped_abruptly", "Today: stopped suddenly"),
    _phone("stopped_abruptly", "Stopped suddenly", "end", "a"),
    _phone("stopped_by_us", "Today: stopped by the prescriber"),
    _phone("stopped_by_us", "Stopped by the prescriber", "end", "a"),
    _phone("over", "Today: over"),
    _phone("over", "Over", "end", "a"),
    _phone("over", "Check-in after the end", "check_in", "a", asked={"use": "stopped"}),
    _phone("closed", "Today: closed"),
    _phone("unwell_after", "Today: unwell after the end"),
    _phone("emergency", "Today: after an emergency"),
    _phone("emergency", "Emergency", "emergency", about={"check_in_id": "emergency emergency"}),
    _phone("drowsy", "Today: drowsy"),
    _phone("supply_short", "Today: the supply runs short"),
    _phone(
        "supply_short", "Far too much in a day", "too_much", about={"dose_id": "last dose of yesterday supply_short"}
    ),
    _phone("too_close", "Today: as needed, too close"),
    _phone("missed", "Today: doses missing"),
    _phone("tomorrow", "Today: begins tomorrow"),
    _phone("next_week", "Today: begins next week"),
    _phone("cancelled", "Today: cancelled"),
    _phone("never_started", "Today: never started"),
)

_COURSES = (
    ("due_now/a", "under way"),
    ("ending/a", "ends soon, no plan"),
    ("taper/a", "taper"),
    ("revised_to_taper/a", "revised to a taper"),
    ("waiting/a", "somebody waits"),
    ("extended_late/a", "extended with a gap"),
    ("beyond/a", "use beyond the end"),
    ("stopped_abruptly/a", "stopped suddenly"),
    ("stopped_by_us/a", "stopped by the prescriber"),
    ("emergency/a", "emergency, acknowledged"),
    ("drowsy/a", "drowsy at 80"),
    ("supply_short/a", "more than prescribed"),
    ("as_needed/a", "as needed"),
    ("two_courses/b", "one of two"),
    ("travelling/a", "across time zones"),
    ("enhanced/a", "enhanced monitoring"),
    ("missed/a", "doses missing"),
    ("never_started/a", "never started"),
    ("unwell_after/a", "unwell after the end"),
    ("closed/a", "closed"),
    ("cancelled/a", "cancelled"),
    ("tomorrow/a", "begins tomorrow"),
)

_DESK = (
    _desk("Today's list", "worklist"),
    _desk("Patients", "patients"),
    _desk("Patients, searched", "patients", asked={"q": "mor"}),
    _desk("Patients, none found", "patients", asked={"q": "nobody of this name"}),
    _desk("New patient", "patient_new"),
    _desk("Patient", "patient", patient="due_now"),
    _desk("Patient with two courses", "patient", patient="two_courses"),
    _desk("Patient who was invited", "patient", patient="invited"),
    *(_desk(f"Course: {what}", "course", course=course) for course, what in _COURSES),
    _desk("Acknowledge", "acknowledge", course="beyond/a", asked={}, about={"rule": "=use_beyond_window"}),
    _desk("Acknowledge an emergency, done", "acknowledge", course="emergency/a", about={"rule": "=emergency_symptoms"}),
    _desk("Answer", "change", course="waiting/a", about={"deed": "=answer"}),
    _desk("Close", "change", course="over/a", about={"deed": "=close"}),
    _desk("Hand out", "change", course="supply_short/a", about={"deed": "=dispense"}),
    _desk("Page not found", "", path="/desk/nothing-here/", status=NOT_FOUND),
    _desk("Today's list", "worklist", role=PRESCRIBER),
    _desk("Enter a course", "enter_course", role=PRESCRIBER, patient="over"),
    _desk("Enter a second course", "enter_course", role=PRESCRIBER, patient="quiet"),
    _desk("Course, with all that may be done", "course", role=PRESCRIBER, course="ending/a"),
    _desk("Plan for the end", "change", role=PRESCRIBER, course="ending/a", about={"deed": "=plan"}),
    _desk("Extend", "extend", role=PRESCRIBER, course="ending/a"),
    _desk("Extend after the end", "extend", role=PRESCRIBER, course="beyond/a"),
    _desk("Revise", "revise", role=PRESCRIBER, course="ending/a"),
    _desk("Stop", "change", role=PRESCRIBER, course="due_now/a", about={"deed": "=stop"}),
    _desk("Cancel", "change", role=PRESCRIBER, course="tomorrow/a", about={"deed": "=cancel"}),
    _desk("Today's list", "worklist", role=MANAGER),
    _desk("Practice", "practice", role=MANAGER),
    _desk("Medicines of the practice's own", "medicines", role=MANAGER),
    _desk("Medicines of the practice's own, read alone", "medicines"),
    _desk("Deactivate a prescriber", "staff_deactivate", role=MANAGER, about={"clinician_id": "staff okoye"}),
    Page(MANAGER, "abara", "Change the password", "account_change_password"),
    Page(MANAGER, "abara", "Sign out", "account_logout"),
)

# By name, or by the beginning of names that ends in ":" or "_".
LEFT_OUT = {
    "health-": "answers machines",
    "api:": "answers machines; its schema is a page",
    "mail_links:": "short addresses that lead to a page",
    "patient:log_dose": "takes a form",
    "patient:undo_": "takes a form",
    "patient:report_emergency": "takes a form",
    "patient:tick": "takes a form",
    "patient:untick": "takes a form",
    "patient:move_zone": "takes a form",
    "patient:keep_zone": "takes a form",
    "clinician:patient_invite": "takes a form",
    "clinician:practice_limit": "takes a form",
    "clinician:medicine_withdraw": "takes a form",
    "accounts:patient_code": "comes after a mail was asked for",
    "accounts:sign_out": "takes a form",
    "account_inactive": "of django-allauth, for who was signed out",
    "account_reauthenticate": "of django-allauth, in front of what asks for it",
    "account_set_password": "leads on to the page that mails a link",
    "account_reset_password_from_key": "comes by a link in a mail",
    "mfa_": "of django-allauth; the second factor's pages are not in use yet",
}
