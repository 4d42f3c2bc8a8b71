"""What this package announces. There is one signal, sent inside the transaction that changed something.

`course_changed` carries `patient_id` (UUID), `course_ids` (frozenset of UUID), `now` (the instant of the change),
`what` (the name of the action), `facts` (`courses.rules.facts.Patient` with the change), `knowledge`
(the same, arranged already: `courses.rules.known.Knowledge`) and `record` (`courses.rules.record.Record` judged by it).
Who listens holds the lock on the patient's row and takes `**kwargs`.
"""

from django.dispatch import Signal

course_changed = Signal()
