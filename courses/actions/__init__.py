"""Everything that can be done to a course, one file a subject. Keywords only; each says who (`by`), through what, when.

Every action on a patient is one transaction under the lock of the patient's row (`act.acting`): it judges up to now,
writes its fact, judges by it, and announces `course_changed`.
"""

from courses.actions.activities import Ticked, add_activity, end_activity, tick_activity, undo_tick
from courses.actions.assess import acknowledge_briefing, assess, brief, screen_for_drug_use
from courses.actions.check_ins import CheckedIn, check_in, report_emergency, undo_check_in
from courses.actions.dispense import dispense
from courses.actions.doses import Logged, log_dose, undo_dose
from courses.actions.end import cancel, close, plan_end, stop
from courses.actions.flags import acknowledge, assign, undo_acknowledgement
from courses.actions.notes import Noted, undo_note, write_note
from courses.actions.people import (
    bind_user,
    change_patient,
    change_settings,
    choose_language,
    end_help,
    let_help,
    move_zone,
    register_patient,
)
from courses.actions.practices import add_medicine, change_practice, set_class_limit, withdraw_medicine
from courses.actions.prescribe import Prescribed, prescribe
from courses.actions.preview import check_extension, check_new_course, check_revision
from courses.actions.regimens import keep_template, let_halve, withdraw_template
from courses.actions.revise import extend, first_day_of_steps, revise
from courses.actions.snooze import Snoozed, snooze_dose
from courses.actions.staff import (
    add_clinician,
    change_roles,
    deactivate_clinician,
    hand_over,
    hand_over_all,
    reactivate_clinician,
)
from courses.actions.talk import Asked, answer, ask_to_talk, undo_answer, undo_talk_request

__all__ = [
    "Asked",
    "CheckedIn",
    "Logged",
    "Noted",
    "Prescribed",
    "Snoozed",
    "Ticked",
    "acknowledge",
    "acknowledge_briefing",
    "add_activity",
    "add_clinician",
    "add_medicine",
    "answer",
    "ask_to_talk",
    "assess",
    "assign",
    "bind_user",
    "brief",
    "cancel",
    "change_patient",
    "change_practice",
    "change_roles",
    "change_settings",
    "check_extension",
    "check_in",
    "check_new_course",
    "check_revision",
    "choose_language",
    "close",
    "deactivate_clinician",
    "dispense",
    "end_activity",
    "end_help",
    "extend",
    "first_day_of_steps",
    "hand_over",
    "hand_over_all",
    "keep_template",
    "let_halve",
    "let_help",
    "log_dose",
    "move_zone",
    "plan_end",
    "prescribe",
    "reactivate_clinician",
    "register_patient",
    "report_emergency",
    "revise",
    "screen_for_drug_use",
    "set_class_limit",
    "snooze_dose",
    "stop",
    "tick_activity",
    "undo_acknowledgement",
    "undo_answer",
    "undo_check_in",
    "undo_dose",
    "undo_note",
    "undo_talk_request",
    "undo_tick",
    "withdraw_medicine",
    "withdraw_template",
    "write_note",
]
