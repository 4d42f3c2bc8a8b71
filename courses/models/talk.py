"""Asking to talk, and the answers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from courses.models.courses import Course
from courses.models.people import Patient
from courses.models.row import FactOnce, Seen, Undoable, one_of, undone_together
from courses.rules import facts


class Outcome(models.TextChoices):
    """How a talk request was answered; the first two end the wait."""

    SPOKE = facts.Outcome.SPOKE.value
    APPOINTMENT = facts.Outcome.APPOINTMENT.value
    MESSAGE_LEFT = facts.Outcome.MESSAGE_LEFT.value
    NO_ANSWER = facts.Outcome.NO_ANSWER.value


class TalkRequest(Undoable):
    """The patient asks to speak with the prescriber; it waits until answered."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="talk_requests")
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="talk_requests")
    medication_day = models.DateField()
    line = models.TextField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_talk_request_a_client_id", fields=["patient", "client_id"]),
            models.UniqueConstraint(name="one_talk_request_a_place", fields=["patient", "seq"]),
            models.UniqueConstraint(
                name="one_talk_request_an_undo_id",
                fields=["patient", "undo_client_id"],
                condition=Q(undo_client_id__isnull=False),
            ),
            undone_together("talk_request_undo_is_whole"),
        ]


class TalkAnswer(FactOnce):
    """A clinician's answer to all that waits of a course."""

    seen: ClassVar[Seen] = Seen(patient="course__patient")

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="answers")
    outcome = models.CharField(max_length=20, choices=Outcome)
    note = models.TextField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_answer_a_place", fields=["course", "seq"]),
            one_of("outcome", Outcome, "answer_outcome_known"),
        ]


class TalkAnswerUndo(FactOnce):
    """That an answer was taken back: who waited waits again; both stay in the record."""

    seen: ClassVar[Seen] = Seen(patient="course__patient")

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="answer_undos")
    answer = models.OneToOneField(TalkAnswer, on_delete=models.CASCADE, related_name="undo")

    class Meta:
        constraints = [models.UniqueConstraint(name="one_answer_undo_a_place", fields=["course", "seq"])]
