"""`make screenshots`: the pictures of the manifest and of the README, taken anew from the demo.

Both languages, light and dark. They are committed, so they are small: one pixel a point, no more than is shown.
"""

import tempfile
from pathlib import Path
from typing import Any, Literal

import django
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

django.setup()

from tests.browser.browsers import find  # noqa: E402  (what the demo is made of waits for the line above)
from tests.browser.every_page.demo import Demo, Opened, served  # noqa: E402
from tests.browser.opening import CHROMIUM_ARGUMENTS, DESK, PHONE  # noqa: E402
from tracker.demo.place import BASE_DIR  # noqa: E402

# The manifest's are served; the README's are not.
SERVED = BASE_DIR / "tracker" / "patient" / "static" / "patient" / "pictures"
TOLD = BASE_DIR / "docs" / "pictures"
PHONES = {
    "today-en": ("due_now", "Today: a dose is due"),
    "plan-en": ("due_now", "Course with its end"),
    "today-es": ("spanish", "Today, in Spanish"),
    "plan-es": ("spanish", "Course, in Spanish"),
}
# The README's phones.
TOLD_PHONES = {
    "phone-taper": ("taper", "Today: a new step of a taper"),
    "phone-ending": ("ending", "Ending, no plan"),
}
DESKS = {"desk-list": ("lindqvist", "Today's list")}
COLOURS = 160
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


def _page(demo: Demo, who: str, title: str) -> Opened:
    return next(one for one in demo.pages if (one.page.who, one.page.title) == (who, title))


def take(browser: Browser, opened: Opened, size: dict[str, Any], scheme: Scheme, file: Path) -> None:
    """One picture of what is in sight when a page opens."""
    context = browser.new_context(
        **{**size, "device_scale_factor": 1}, color_scheme=scheme, reduced_motion="reduce", service_workers="block"
    )
    context.add_cookies(opened.cookies_for_a_context())  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(opened.url, wait_until="networkidle")
    page.screenshot(path=file)
    context.close()
    # The pages are drawn in few colours.
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


def main() -> None:
    """Take them all."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder) / "demo") as demo, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find("chromium"), args=CHROMIUM_ARGUMENTS)
        for pictures, where, size in ((PHONES, SERVED, PHONE), (TOLD_PHONES, TOLD, PHONE), (DESKS, TOLD, DESK)):
            where.mkdir(parents=True, exist_ok=True)
            for name, (who, title) in pictures.items():
                for scheme in SCHEMES:
                    file = where / f"{name}-{scheme}.png"
                    take(browser, _page(demo, who, title), size, scheme, file)
                    print(f"{file.relative_to(BASE_DIR)}  {file.stat().st_size // 1024} KiB")  # noqa: T201 (a command)
        browser.close()


if __name__ == "__main__":
    main()
