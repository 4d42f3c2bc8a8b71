"""The project's own settings for production, with the collected files in a folder of the test's own."""

import os
from pathlib import Path

from tests.browser.served_settings import *  # noqa: F403

STATIC_ROOT = Path(os.environ["SHORTCOURSE_TEST_STATIC"])
