"""The names of the benches, for who must not import what they measure."""

NAMES = (
    "sweep", "day_close", "sweep_growth", "push", "email", "lag", "log_dose", "today", "review", "replay", "soak",
    "growth",
)  # fmt: skip
# What `all` leaves out: it takes an hour, or is for a plan and not for this machine.
ALONE = frozenset({"soak", "growth"})
