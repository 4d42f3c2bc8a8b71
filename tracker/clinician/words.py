"""The desk's words for what the domain names: rules, severities, symptoms, reminders, checks."""

from collections.abc import Mapping

from courses.models import ActivityKind, Known
from courses.rules.facts import Decision, Outcome, RevisionKind, Use
from notifications.rules.reminder import Kind

# Of one severity, what a person is told first.
MOST_TELLING = (
    "emergency_symptoms",
    "stopped_abruptly",
    "use_beyond_window",
    "over_daily_maximum",
    "withdrawal_symptoms",
    "talk_request_waiting",
    "ending_without_plan",
    "too_drowsy",
    "supply_short",
    "doses_too_close",
    "repeat_courses",
    "missed_doses",
    "not_started",
)

LANGUAGES: Mapping[str, str] = {"en": "English", "es": "Spanish"}

RULES: Mapping[str, tuple[str, str]] = {
    # rule: (its name, the rule in words)
    "use_beyond_window": (
        "Use beyond the window",
        (
            "A dose on a medication day after the window (or in a gap of it), or a check-in there that says it"
            " is still used. High from the 3rd such day."
        ),
    ),
    "over_daily_maximum": (
        "More than prescribed",
        (
            "A day of the window with more than is prescribed for it, or a check-in that says more. High with"
            " twice what is prescribed, above the label's daily maximum, or on a 3rd such day."
        ),
    ),
    "doses_too_close": (
        "Doses close together",
        (
            "Two doses logged at exact times, nearer than the minimum interval; with slots, nearer than 90"
            " minutes and than half the smallest gap between slots. A warning from the 3rd pair."
        ),
    ),
    "stopped_abruptly": (
        "Stopped suddenly",
        (
            "A medicine with abrupt-stop risk, at least 7 of the 10 days before of regular use, then 2 days in"
            " a row with no use or a check-in that says stopped; or, after 14 or more days of regular use that"
            " ended without a taper, a check-in that says stopped with a withdrawal symptom. High with a"
            " withdrawal symptom."
        ),
    ),
    "ending_without_plan": (
        "Ending without a plan",
        (
            "A medicine with abrupt-stop risk, a window of 7 days or more, the first ending message due, no"
            " taper and no plan in force. High from the second ending message."
        ),
    ),
    "withdrawal_symptoms": (
        "Withdrawal symptoms",
        (
            "A medicine with abrupt-stop risk and a check-in that names such a symptom: up to 14 days after the"
            " window, or inside it where less was taken or prescribed. High with two different ones."
        ),
    ),
    "too_drowsy": (
        "Too drowsy",
        (
            "A sedating medicine and a check-in in the window that names drowsiness (2 or 3 of 3) or being"
            " unsteady. A warning with both, from age 65, or with another sedating course on that day."
        ),
    ),
    "emergency_symptoms": (
        "Emergency symptoms",
        "A check-in names a seizure, trouble breathing, not waking, seeing or hearing things, or thoughts of suicide.",
    ),
    "supply_short": (
        "Supply will not last",
        (
            "From the 3rd full day: more than prescribed on 2 of the last 3 days, and what is left ends before"
            " the window at the mean pace of these 3."
        ),
    ),
    "not_started": ("Not started", "Slots on the first 2 days, both full, and no dose logged on any day."),
    "missed_doses": (
        "Little logged",
        "After the first day with a dose: 2 full days in a row with less than half of what was planned.",
    ),
    "repeat_courses": (
        "Repeated courses",
        "Days of use of this class in 365, each day once, above the practice's limit: its own rule, not the label's.",
    ),
    "talk_request_waiting": (
        "Asked to talk, not answered",
        "A talk request unanswered after 24 hours. High after 72 hours. A talk or an appointment ends the wait.",
    ),
}

SEVERITIES: Mapping[int, str] = {1: "info", 2: "warning", 3: "high"}

SYMPTOMS: Mapping[str, str] = {
    "insomnia": "trouble sleeping",
    "vomiting": "vomiting",
    "cramps": "stomach cramps",
    "headache": "headache",
    "tremor": "shaking",
    "twitching": "muscle twitching",
    "unsteady": "unsteadiness",
    "anxiety": "anxiety",
    "drowsy": "drowsiness",
    "seizure": "a seizure",
    "trouble_breathing": "trouble breathing",
    "cannot_wake": "cannot be woken",
    "hallucinations": "seeing or hearing things",
    "suicidal_thoughts": "thoughts of suicide",
}

USES: Mapping[str, str] = {
    Use.AS_PLANNED: "used as planned",
    Use.LESS: "used less",
    Use.MORE: "used more",
    Use.STOPPED: "stopped",
    Use.STILL_TAKING: "still taking some",
}

OUTCOMES: Mapping[str, str] = {
    Outcome.SPOKE: "Spoke with the patient",
    Outcome.APPOINTMENT: "Made an appointment",
    Outcome.MESSAGE_LEFT: "Left a message (the patient goes on waiting)",
    Outcome.NO_ANSWER: "No answer (the patient goes on waiting)",
}

DECISIONS: Mapping[str, str] = {
    Decision.STOP_AS_PLANNED: "Stop as planned",
    Decision.SEE_PATIENT: "See the patient",
}

REVISIONS: Mapping[str, str] = {
    RevisionKind.PRESCRIBE: "Prescribed",
    RevisionKind.EXTEND: "Extended",
    RevisionKind.REVISE: "Revised",
}

KINDS: Mapping[str, str] = {
    Kind.DOSE_DUE: "Dose reminder",
    Kind.DOSE_FOLLOW_UP: "Did you take it?",
    Kind.DOSE_SNOOZED: "Dose reminder, asked for later",
    Kind.CHECK_IN_DUE: "Check-in",
    Kind.STEP_CHANGES: "Tomorrow a new step",
    Kind.PLAN_CHANGED: "The plan has changed",
    Kind.COURSE_ENDING: "The end is near",
    Kind.LAST_DAY: "Last day",
    Kind.COURSE_OVER: "The course is over",
    Kind.AFTER_COURSE_CHECK_IN: "Check-in after the course",
    Kind.TALK_TO_PRESCRIBER: "Talk to your prescriber",
    Kind.PLAN_NEEDED: "A plan for the end is needed",
    Kind.FLAG_RAISED: "A flag became high",
    Kind.DAILY_DIGEST: "Daily digest",
    Kind.ESCALATION: "Escalation",
}

CHECKS: Mapping[str, str] = {
    "contraindicated": "Contraindicated",
    "longer_than_label": "Longer than the label",
    "daily_amount_over_label": "Daily amount over the label's",
    "single_dose_over_label": "Single dose over the label's",
    "outside_label_ages": "Outside the label's ages",
    "already_running": "Already running",
    "repeat_courses": "Repeated courses",
    "risk_factors": "Risk factors",
    "interaction": "Interaction",
    "supply_lasts": "Supply",
    "slots_in_quiet_hours": "Slots in quiet hours",
    "slots_lost_today": "Slots already past today",
}

RISK_FACTORS: Mapping[str, str] = {
    "substance misuse": "Substance or alcohol misuse, now or before",
    "overdose": "An overdose in the past",
    "dependence": "Dependence on a medicine, now or before",
    "mental illness": "Depression, anxiety or another mental illness",
    "breathing disorder": "Sleep apnoea or another breathing disorder",
    "falls": "Falls, or a high risk of them",
    "epilepsy": "Epilepsy or seizures",
}

KNOWN = [
    (Known.NOT_ASKED.value, "Not asked"),
    (Known.NO.value, "No"),
    (Known.YES.value, "Yes"),
    (Known.UNSURE.value, "Unsure"),
]

ACTIVITIES: Mapping[str, str] = {
    ActivityKind.EXERCISE.value: "Exercise",
    ActivityKind.REST.value: "Rest",
    ActivityKind.HEAT.value: "Heat",
    ActivityKind.VISIT.value: "Visit",
    ActivityKind.OTHER.value: "Other",
}

TAPER_GUIDANCE = (
    "Guidance, for the prescriber to weigh: joint benzodiazepine guideline 2025 (5-10 % every 2-4 weeks, not above"
    " 25 % in 2 weeks); CDC 2022 for opioids. The program writes no amounts; it checks that amounts fall and days"
    " follow on."
)
