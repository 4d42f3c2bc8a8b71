"""`python -m tracker.demo.build FOLDER`: builds the demo's database, in the environment that `place` makes for it."""

import sys
from pathlib import Path

import django


def main(folder: str) -> None:
    """Build, and keep in the folder what is known only now."""
    django.setup()
    # These import models, which have to wait for the line above.
    from tracker import clock  # noqa: PLC0415
    from tracker.demo.building import build  # noqa: PLC0415
    from tracker.demo.place import Place  # noqa: PLC0415

    Place(Path(folder)).keep(build(now=clock.now(), say=_say))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
