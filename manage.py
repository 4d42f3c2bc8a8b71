#!/usr/bin/env python
"""The command line of Shortcourse."""

import os
import sys

from django.core.management import execute_from_command_line

# These work on data of their own and belong to no installation, so nobody should need a production's settings for them.
NEEDS_NO_INSTALLATION = frozenset({"demo", "replay", "bench", "makemigrations", "makemessages", "compilemessages"})


def main() -> None:
    """Run the command that the arguments name."""
    if len(sys.argv) > 1 and sys.argv[1] in NEEDS_NO_INSTALLATION:
        os.environ.setdefault("SHORTCOURSE_ENV", "development")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
