"""`python -m tracker.demo.listing FOLDER`: the pages of the demo that runs, as JSON, with cookies that open them."""

import json
import sys
from pathlib import Path
from typing import Any

import django


def main(folder: str) -> None:
    """Print the list."""
    django.setup()
    # These import models, which have to wait for the line above.
    from django.conf import settings  # noqa: PLC0415

    from tracker import clock  # noqa: PLC0415
    from tracker.demo.opening import Opened  # noqa: PLC0415
    from tracker.demo.pages import pages  # noqa: PLC0415
    from tracker.demo.place import Place  # noqa: PLC0415

    opened = Opened(Place(Path(folder)).built(), clock.now())
    listed: list[dict[str, Any]] = [opened.entry(page, settings.BASE_URL) for page in pages()]
    json.dump(listed, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
