"""The flag table: each rule a file, each file a function `find(course, clock)`."""

from collections.abc import Callable

from courses.rules.flags import (
    doses_too_close,
    emergency_symptoms,
    ending_without_plan,
    missed_doses,
    not_started,
    over_daily_maximum,
    repeat_courses,
    stopped_abruptly,
    supply_short,
    talk_request_waiting,
    too_drowsy,
    use_beyond_window,
    withdrawal_symptoms,
)
from courses.rules.known import Clock, KnownCourse
from courses.rules.record import Finding

Rule = Callable[[KnownCourse, Clock], Finding | None]

RULES: dict[str, Rule] = {
    "use_beyond_window": use_beyond_window.find,
    "over_daily_maximum": over_daily_maximum.find,
    "doses_too_close": doses_too_close.find,
    "stopped_abruptly": stopped_abruptly.find,
    "ending_without_plan": ending_without_plan.find,
    "withdrawal_symptoms": withdrawal_symptoms.find,
    "too_drowsy": too_drowsy.find,
    "emergency_symptoms": emergency_symptoms.find,
    "supply_short": supply_short.find,
    "not_started": not_started.find,
    "missed_doses": missed_doses.find,
    "repeat_courses": repeat_courses.find,
    "talk_request_waiting": talk_request_waiting.find,
}
