"""One bench, in a process of its own whose environment names its servers: `python -m tracker.bench NAME SCALE`."""

import sys

import django
from django.core.management import call_command


def main(name: str, scale: str) -> None:
    """Migrate the fresh database that the environment names, measure, print the line."""
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from tracker.bench.benches import BENCHES  # noqa: PLC0415 (models are there only after django.setup())

    figure = BENCHES[name](float(scale))
    sys.stdout.write(figure.line() + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
