"""Who may open the addresses of urls.py, each of their own practice."""

from tracker.who_may import CLINICAL, MANAGER, PRESCRIBER, STAFF, Allowed, Table, form, read, send

WHO_MAY: Table = {
    # A manager's list names those alone whose escalation went to that manager.
    "worklist": read(STAFF),
    "worklist_changes": send(CLINICAL),
    "keys": form(STAFF),
    "undo_acknowledgement": send(CLINICAL),
    "undo_answer": send(CLINICAL),
    "assign": form(CLINICAL),
    "patients": read(CLINICAL),
    "patient_new": form(CLINICAL),
    "patient": read(CLINICAL),
    "note_write": send(CLINICAL),
    "note_undo": send(CLINICAL),
    "patient_invite": send(CLINICAL),
    "invitation": read(CLINICAL),
    "withdraw_invitation": send(CLINICAL),
    "end_access": form(CLINICAL),
    "enter_course": form(PRESCRIBER),
    # Each their own.
    "drafts": read(PRESCRIBER),
    "draft_delete": send(PRESCRIBER),
    "course": read(CLINICAL),
    "extend": form(PRESCRIBER),
    "revise": form(PRESCRIBER),
    "acknowledge rule=emergency_symptoms": form(CLINICAL),
    "change deed=answer": form(CLINICAL),
    "change deed=plan": form(PRESCRIBER),
    "change deed=stop": form(PRESCRIBER),
    "change deed=cancel": form(PRESCRIBER),
    "change deed=close": form(CLINICAL),
    "change deed=dispense": form(CLINICAL),
    "overview": read(STAFF),
    # Of whom a row is, those alone read who read patients.
    **{
        f"overview_{kind} what={what}": read(STAFF)
        for kind in ("list", "csv")
        for what in ("begun", "asked", "delivered")
    },
    "practice": Allowed(get=STAFF, post=MANAGER),
    "practice_limit": send(MANAGER),
    "medicines": Allowed(get=STAFF, post=PRESCRIBER | MANAGER),
    "medicine_withdraw": send(PRESCRIBER | MANAGER),
    "templates": read(STAFF),
    "template_new": form(MANAGER),
    "template": form(MANAGER),
    "template_withdraw": send(MANAGER),
    "halves": send(PRESCRIBER | MANAGER),
    "staff_new": form(MANAGER),
    "staff_invite": send(MANAGER),
    "staff_mailbox": send(MANAGER),
    "staff_second_factor": send(MANAGER),
    "staff_hand_over": form(MANAGER),
    "staff_roles": form(MANAGER),
    # Of somebody who left, and of nobody else.
    "staff_return": Allowed(MANAGER, MANAGER, at_times=True),
    "staff_deactivate": form(MANAGER),
}
