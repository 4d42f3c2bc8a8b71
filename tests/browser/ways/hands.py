"""How somebody reaches what is on a page: with a finger, or with a keyboard alone."""

from playwright.sync_api import Locator, Page, expect

MOST_TABS = 120
FOCUSED = "element => element === document.activeElement"


class Finger:
    """Taps what is in sight."""

    def __init__(self, page: Page) -> None:
        """On this page."""
        self.page = page

    def press(self, button: Locator) -> None:
        """Press a button or follow a link."""
        button.tap() if self.page.evaluate("navigator.maxTouchPoints") else button.click()

    def choose(self, radio: Locator) -> None:
        """Choose an answer by its words."""
        radio.locator("xpath=ancestor::label").click()

    def write(self, field: Locator, text: str) -> None:
        """Write into a field."""
        field.click()
        self.page.keyboard.type(text)


class Keyboard(Finger):
    """Goes from element to element by Tab, and must see where it is."""

    def press(self, button: Locator) -> None:
        """Go there and press Enter."""
        self._reach(button)
        self.page.keyboard.press("Enter")

    def choose(self, radio: Locator) -> None:
        """Go there and press the space bar."""
        self._reach(radio)
        self.page.keyboard.press("Space")

    def write(self, field: Locator, text: str) -> None:
        """Go there and type."""
        self._reach(field)
        self.page.keyboard.type(text)

    def _reach(self, wanted: Locator) -> None:
        expect(wanted).to_be_attached()
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if wanted.evaluate(FOCUSED):
                break
        else:
            raise AssertionError(f"{MOST_TABS} times Tab did not lead to {wanted}")
        # What is chosen is drawn on the label around it.
        ring = "e => [e, e.closest('label')].some(o => o && getComputedStyle(o).outlineStyle !== 'none')"
        assert wanted.evaluate(ring), f"nothing shows that {wanted} has the focus"
