"""What a web process has loaded when it starts."""

import subprocess
import sys

import pytest
from django.conf import settings

LOADED = """
import gc, sys
import tracker.{module}
assert "tracker.clinician.views.worklist" in sys.modules
print(gc.get_freeze_count() > len(sys.modules))
"""


@pytest.mark.parametrize("module", ["wsgi", "asgi"])
def test_it_has_the_pages_and_the_collector_leaves_them_alone(module: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LOADED.format(module=module)],
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.stdout.strip() == "True", ran.stderr[-2000:]
