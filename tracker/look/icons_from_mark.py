"""Draws the app's icons from the mark: `python tracker/look/icons_from_mark.py`, with playwright and a Chromium.

Run it again after a change to `mark.svg` or `mark-maskable.svg`; the pictures are kept in the repository.
"""

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "static" / "look"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PICTURES = {
    "icon-180.png": ("mark-maskable.svg", 180),
    "icon-192.png": ("mark.svg", 192),
    "icon-512.png": ("mark.svg", 512),
    "icon-maskable-192.png": ("mark-maskable.svg", 192),
    "icon-maskable-512.png": ("mark-maskable.svg", 512),
}


def draw() -> None:
    """Write each picture beside the mark."""
    # Of the tests' own requirements: an installation draws no icons.
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, (mark, size) in PICTURES.items():
            page = browser.new_page(viewport={"width": size, "height": size})
            svg = (FOLDER / mark).read_text().replace("<svg ", f'<svg width="{size}" height="{size}" ', 1)
            page.set_content(f'<body style="margin:0;line-height:0">{svg}</body>')
            page.screenshot(path=FOLDER / name, omit_background=True)
        browser.close()


if __name__ == "__main__":
    draw()
