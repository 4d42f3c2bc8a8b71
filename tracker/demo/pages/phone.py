"""The phone's pages: a patient's, and those of who helps one."""

from typing import Any

from tracker.demo.pages.page import HELPER, NOT_FOUND, PATIENT, Page


def _phone(story: str, title: str, name: str = "today", course: str = "", **more: Any) -> Page:
    about = {"course_id": f"course {story}/{course}"} if course else more.pop("about", {})
    return Page(PATIENT, story, title, f"patient:{name}", about, **more)


def _helping(story: str, title: str, name: str = "today", course: str = "", **more: Any) -> Page:
    about = {"course_id": f"course {story}/{course}"} if course else {}
    return Page(HELPER, story, title, f"helping:{name}", about, **more)


PHONE = (
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

HELPING = (
    _helping("helped", "Today of who is helped"),
    _helping("helped", "Is it an emergency?", "emergency", "a"),
    _helping("helped", "Call now", "call", "a", asked={"told": "seizure"}),
    _helping("helped", "Whom to help", "whom"),
    _helping("helped", "A page of the patient's own", "", path="/me/settings/", status=NOT_FOUND),
)
