"""The words for what a patient answers: short, and read by a 12-year-old."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.rules.facts import Use

EMERGENCIES: dict[str, Promise] = {
    "seizure": _("A seizure (a fit)"),
    "trouble_breathing": _("Trouble breathing"),
    "cannot_wake": _("Cannot be woken up"),
    "hallucinations": _("Seeing or hearing things that are not there"),
    "suicidal_thoughts": _("Thoughts of ending my life"),
}

# The same, told back: "You told us: a seizure."
TOLD: dict[str, Promise] = {
    "seizure": _("a seizure"),
    "trouble_breathing": _("trouble breathing"),
    "cannot_wake": _("somebody cannot be woken up"),
    "hallucinations": _("seeing or hearing things that are not there"),
    "suicidal_thoughts": _("thoughts of ending your life"),
}

SYMPTOMS: dict[str, Promise] = {
    "insomnia": _("Poor sleep"),
    "headache": _("Headache"),
    "cramps": _("Stomach cramps"),
    "vomiting": _("Throwing up"),
    "tremor": _("Shaking"),
    "twitching": _("Muscle twitches"),
    "unsteady": _("Unsteady on my feet"),
    "anxiety": _("Nervous or afraid"),
}

# The same, as others tell of them: "Some people notice one of these: poor sleep, headache."
NOTICED: dict[str, Promise] = {
    "insomnia": _("poor sleep"),
    "headache": _("headache"),
    "cramps": _("stomach cramps"),
    "vomiting": _("throwing up"),
    "tremor": _("shaking"),
    "twitching": _("muscle twitches"),
    "unsteady": _("feeling unsteady on your feet"),
    "anxiety": _("feeling nervous or afraid"),
}

DROWSINESS: dict[int, Promise] = {
    0: _("Wide awake"),
    1: _("A little sleepy"),
    2: _("Sleepy"),
    3: _("So sleepy that it is hard to stay awake"),
}

USE_IN_COURSE: dict[str, Promise] = {
    Use.AS_PLANNED.value: _("As planned"),
    Use.LESS.value: _("Less than planned"),
    Use.MORE.value: _("More than planned"),
    Use.STOPPED.value: _("I have stopped"),
}

USE_AFTER: dict[str, Promise] = {
    Use.STILL_TAKING.value: _("I still take some"),
    Use.STOPPED.value: _("I have stopped"),
}

# How the practice answered who asked to talk.
ANSWERED: dict[str, Promise] = {
    "spoke": _("You spoke with each other."),
    "appointment": _("You have an appointment. Not sure when? Call us."),
    "message_left": _("They called and left a message."),
    "no_answer": _("They called and could not reach you."),
}
