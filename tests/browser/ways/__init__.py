"""Whatever way somebody uses the phone: a dose is logged, a check-in made, a talk asked for."""
