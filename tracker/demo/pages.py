"""Every page worth looking at, by role: for pictures, for judges from outside, and for the test that opens them all.

A new page joins its list here; what has a name and is no page stands in `LEFT_OUT`, with why.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

ANONYMOUS, PATIENT, HELPER = "anonymous", "patient", "helper"
REVIEWER, PRESCRIBER, MANAGER = "reviewer", "prescriber", "manager"
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
    yield from _HELPING
    yield from _DESK


def _anybody(title: str, name: str, **more: Any) -> Page:
    return Page(ANONYMOUS, "", title, name, **more)


def _phone(story: str, title: str, name: str = "today", course: str = "", **more: Any) -> Page:
    about = {"course_id": f"course {story}/{course}"} if course else more.pop("about", {})
    return Page(PATIENT, story, title, f"patient:{name}", about, **more)


def _helping(story: str, title: str, name: str = "today", course: str = "", **more: Any) -> Page:
    about = {"course_id": f"course {story}/{course}"} if course else {}
    return Page(HELPER, story, title, f"helping:{name}", about, **more)


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
    _anybody("No signal, and nothing kept", "patient:shell"),
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
    _phone("due_now", "Reminders on this phone", "reminders"),
    _phone("due_now", "How messages reach the patient", "ways"),
    _phone("spanish", "How messages reach the patient, in Spanish", "ways"),
    _phone("due_now", "Messages: none but doses", "inbox"),
    _phone("beyond", "Messages, beyond the end", "inbox"),
    _phone("spanish", "Messages, in Spanish", "inbox"),
    Page(PATIENT, "due_now", "Sign in with the phone's lock", "accounts:passkeys"),
    _phone("due_now", "Urgent help", "urgent"),
    _phone("due_now", "On the home screen", "install"),
    _phone("due_now", "Somebody else's course", "course", status=NOT_FOUND, about={"course_id": "course quiet/a"}),
    _phone("due_now", "Calendar of what was logged", "history"),
    _phone("due_now", "One day of the record", "history_day", about={"day": "day before that of due_now"}),
    _phone("due_now", "Pain and use over time", "over_time", "a"),
    _phone("due_now", "Report for the doctor", "report"),
    _phone("beyond", "Report for the doctor, beyond the end", "report"),
    _phone("due_now", "Calendar address", "calendar"),
    _phone("beyond", "Calendar beyond the end", "history"),
    _phone("beyond", "A day beyond the end", "history_day", about={"day": "day before that of beyond"}),
    _phone("beyond", "Pain and use beyond the end", "over_time", "a"),
    _phone("two_courses", "Calendar of two courses", "history"),
    _phone("spanish", "Calendar, in Spanish", "history"),
    _phone("spanish", "Pain and use, in Spanish", "over_time", "a"),
    _phone("tomorrow", "Pain and use before the first day", "over_time", "a"),
    _phone("due_soon", "Today: a dose is due soon"),
    _phone("quiet", "Today: a quiet course"),
    _phone("burst", "Today: five days, no risk"),
    _phone("helped", "Today: a helper logs"),
    _phone("helped", "People who help me", "helpers"),
    _phone("helped", "Taking help back", "end_help", about={"helper_id": "helper helped"}),
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
    _phone("just_in", "Today: just come in"),
    *(
        _phone("just_in", f"First steps: {step}", "first_step", about={"step": f"={step}"})
        for step in ("language", "zone", "hour", "quiet", "channels", "lock_screen")
    ),
    _phone("due_now", "First steps: where messages go", "first_step", about={"step": "=channels"}),
    _phone("just_in", "A mailbox to confirm", "mailbox"),
    _phone("just_in", "Briefing, first screen", "briefing", "a"),
    _phone("just_in", "Briefing, last screen", "briefing", "a", asked={"screen": "99"}),
    _phone("just_in", "Briefing, whole", "briefing_whole", "a"),
    _phone("spanish", "Briefing read before, in Spanish", "briefing_whole", "a"),
    _phone("cancelled", "Today: cancelled"),
    _phone("never_started", "Today: never started"),
)

_HELPING = (
    _helping("helped", "Today of who is helped"),
    _helping("helped", "Is it an emergency?", "emergency", "a"),
    _helping("helped", "Call now", "call", "a", asked={"told": "seizure"}),
    _helping("helped", "Whom to help", "whom"),
    _helping("helped", "A page of the patient's own", "", path="/me/settings/", status=NOT_FOUND),
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
    _desk("Today's list, mine", "worklist", asked={"show": "mine"}),
    _desk("Today's list, ending this week", "worklist", asked={"show": "ending"}),
    _desk("Keys", "keys"),
    _desk("Give to a colleague", "assign", patient="beyond"),
    _desk("Patients", "patients"),
    _desk("Patients, searched", "patients", asked={"q": "mor"}),
    _desk("Patients, none found", "patients", asked={"q": "nobody of this name"}),
    _desk("New patient", "patient_new"),
    _desk("Patient", "patient", patient="due_now"),
    _desk("End phone access", "end_access", patient="due_now"),
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
    _desk("Overview, read by who reads patients", "overview"),
    _desk("Overview, by prescriber", "overview", role=MANAGER),
    _desk("Overview of a time that cannot be meant", "overview", asked={"from": "2020-01-02", "to": "x"}, status=422),
    _desk("Courses that began", "overview_list", about={"what": "=begun"}),
    _desk("Courses that began, without names", "overview_list", role=MANAGER, about={"what": "=begun"}),
    _desk("Talk requests", "overview_list", about={"what": "=asked"}),
    _desk("Messages delivered", "overview_list", about={"what": "=delivered"}),
    _desk("Drafts of courses", "drafts", role=PRESCRIBER),
    _desk("Templates", "templates", role=MANAGER),
    _desk("Templates, read alone", "templates"),
    _desk("New template", "template_new", role=MANAGER),
    _desk("A template", "template", role=MANAGER, about={"template_id": "template carisoprodol"}),
    _desk("Medicines of the practice's own", "medicines", role=MANAGER),
    _desk("Medicines of the practice's own, read alone", "medicines"),
    _desk("Add a colleague", "staff_new", role=MANAGER),
    _desk("What a colleague does", "staff_roles", role=MANAGER, about={"clinician_id": "staff okoye"}),
    _desk("Hand over", "staff_hand_over", role=MANAGER, about={"clinician_id": "staff reyes"}),
    _desk("Deactivate a prescriber", "staff_deactivate", role=MANAGER, about={"clinician_id": "staff okoye"}),
    Page(MANAGER, "abara", "Change the password", "account_change_password"),
    Page(MANAGER, "abara", "Your sign-in", "mfa_index"),
    Page(MANAGER, "abara", "Sign out", "account_logout"),
)

# By name, or by the beginning of names that ends in ":" or "_".
LEFT_OUT = {
    "health-": "answers machines",
    "metrics": "answers machines",
    "operator:": "the demo has no operator",
    "worker": "a script of the browser",
    "icon": "is a picture",
    "api:": "answers machines; its schema is a page",
    "mail_links:": "short addresses that lead to a page",
    "patient:log_dose": "takes a form",
    "patient:undo_": "takes a form",
    "patient:report_emergency": "takes a form",
    "patient:first_way": "takes a form",
    "patient:mailbox_again": "takes a form",
    "patient:number": "takes a form where the practice sends texts, which the demo's does not",
    "patient:remove_number": "takes a form",
    "hooks:": "answers providers of mail and texts",
    "patient:push_": "answers the phone's worker and scripts",
    "patient:phone": "takes a form",
    "patient:choose_reminders": "takes a form",
    "patient:later": "takes a form",
    "patient:report_pdf": "is a file",
    "patient:calendar_feed": "answers a calendar",
    "patient:make_calendar": "takes a form",
    "patient:revoke_calendar": "takes a form",
    "patient:record_": "is a file",
    "patient:history_month": "is the calendar's page of another month",
    "patient:manifest": "a manifest of the browser",
    "patient:kept": "answers the phone's own script",
    "patient:outbox": "takes what a phone kept",
    "patient:withdraw_helper_invitation": "takes a form",
    "helping:log_dose": "takes a form",
    "helping:undo_dose": "takes a form",
    "patient:start": "leads on to the first step that is left",
    "patient:mailbox_code": "comes after a mail was asked for",
    "patient:tick": "takes a form",
    "patient:untick": "takes a form",
    "patient:move_zone": "takes a form",
    "patient:keep_zone": "takes a form",
    "clinician:patient_invite": "takes a form",
    "clinician:note_": "takes a form",
    "clinician:invitation": "shown once, to who has just made it",
    "clinician:withdraw_invitation": "takes a form",
    "clinician:practice_limit": "takes a form",
    "clinician:staff_invite": "takes a form",
    "clinician:worklist_changes": "what a list asks for that is open in a browser",
    "clinician:undo_acknowledgement": "takes a form",
    "clinician:undo_answer": "takes a form",
    "clinician:medicine_withdraw": "takes a form",
    "clinician:template_withdraw": "takes a form",
    "clinician:halves": "takes a form",
    "clinician:draft_delete": "takes a form",
    "accounts:patient_code": "comes after a mail was asked for",
    "accounts:passkey_": "takes a form, or answers a script",
    "accounts:sign_out": "takes a form",
    "account_inactive": "of django-allauth, for who was signed out",
    "account_reauthenticate": "of django-allauth, in front of what asks for it",
    "account_set_password": "leads on to the page that mails a link",
    "account_reset_password_from_key": "comes by a link in a mail",
    "clinician:overview_csv": "is a file",
    "clinician:staff_second_factor": "takes a form",
    "clinician:staff_return": "is there for who left; nobody of the demo did",
    "mfa_authenticate": "comes after the password",
    "mfa_reauthenticate": "of django-allauth, in front of what asks for it",
    "mfa_deactivate_": "is there for who has switched it on",
    "mfa_view_recovery_codes": "is there for who has some",
    "mfa_download_recovery_codes": "is a file",
    "mfa_generate_recovery_codes": "in front of it stands the password again",
    "mfa_activate_totp": "in front of it stands the password again",
    "mfa_add_webauthn": "in front of it stands the password again",
    "mfa_edit_webauthn": "is there for who has a key",
    "mfa_remove_webauthn": "is there for who has a key",
    "mfa_list_webauthn": "of django-allauth; ours lists the keys beside the rest",
}
