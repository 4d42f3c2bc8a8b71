"""Facts, constraints and querysets, one file a subject."""

from courses.models.assessments import Assessment, Briefing, DrugScreen, Known
from courses.models.check_ins import CheckIn, Use
from courses.models.courses import (
    Activity,
    ActivityKind,
    ActivityTick,
    Course,
    Dispense,
    Override,
    Revision,
    RevisionKind,
    Step,
    StepSlot,
)
from courses.models.doses import Dose
from courses.models.flags import (
    Acknowledgement,
    AcknowledgementUndo,
    Assignment,
    Change,
    Flag,
    FlagEvent,
    Severity,
    Status,
)
from courses.models.medicines import COMMON, Medicine
from courses.models.notes import PatientNote
from courses.models.people import (
    Clinician,
    HandOver,
    Helper,
    Language,
    Patient,
    PatientSettings,
    Practice,
    PracticeClassLimit,
)
from courses.models.plans import Decision, EndPlan
from courses.models.practice_changes import PracticeChange
from courses.models.regimens import CourseTemplate, HalvableStrength
from courses.models.row import ByKind, Through, WrittenOnceError
from courses.models.snoozes import Snooze
from courses.models.talk import Outcome, TalkAnswer, TalkAnswerUndo, TalkRequest

__all__ = [
    "COMMON",
    "Acknowledgement",
    "AcknowledgementUndo",
    "Activity",
    "ActivityKind",
    "ActivityTick",
    "Assessment",
    "Assignment",
    "Briefing",
    "ByKind",
    "Change",
    "CheckIn",
    "Clinician",
    "Course",
    "CourseTemplate",
    "Decision",
    "Dispense",
    "Dose",
    "DrugScreen",
    "EndPlan",
    "Flag",
    "FlagEvent",
    "HalvableStrength",
    "HandOver",
    "Helper",
    "Known",
    "Language",
    "Medicine",
    "Outcome",
    "Override",
    "Patient",
    "PatientNote",
    "PatientSettings",
    "Practice",
    "PracticeChange",
    "PracticeClassLimit",
    "Revision",
    "RevisionKind",
    "Severity",
    "Snooze",
    "Status",
    "Step",
    "StepSlot",
    "TalkAnswer",
    "TalkAnswerUndo",
    "TalkRequest",
    "Through",
    "Use",
    "WrittenOnceError",
]
