"""What accounts tell the other edges: that whoever came in as a patient may do so no more."""

from django.dispatch import Signal

# Sent inside the transaction, with `patient_id` and `now`: what an edge has given that patient's phones ends with it.
access_ended = Signal()
