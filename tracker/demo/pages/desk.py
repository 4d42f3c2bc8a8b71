"""The desk's pages, by role."""

from typing import Any

from tracker.demo.pages.page import MANAGER, NOT_FOUND, PRESCRIBER, REVIEWER, Page


def _desk(title: str, name: str, *, role: str = REVIEWER, course: str = "", patient: str = "", **more: Any) -> Page:
    about = {"course_id": f"course {course}"} if course else {}
    about |= {"patient_id": f"patient {patient}"} if patient else {}
    about |= more.pop("about", {})
    who = {REVIEWER: "lindqvist", PRESCRIBER: "reyes", MANAGER: "abara"}[role]
    return Page(role, who, title, f"clinician:{name}", about, **more)


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

DESK = (
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
