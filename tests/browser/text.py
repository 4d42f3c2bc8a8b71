"""What happens to text: twice as large, on a narrow screen, nothing of it is lost."""

from playwright.sync_api import Page

# What is cut off where it cannot be scrolled to. Texts for screen readers alone are out of sight on purpose.
CUT_OFF = """() => [...document.querySelectorAll("body *")].filter(one => {
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    const unseen = style.visibility === "hidden" || style.clipPath !== "none" || box.width < 2;
    // The text of a list to choose from is all of its choices, of which it shows one.
    if (unseen || one.tagName === "SELECT" || !one.innerText?.trim()) return false;
    const cuts = way => ["hidden", "clip"].includes(way);
    return (cuts(style.overflowX) && one.scrollWidth > one.clientWidth + 1)
        || (cuts(style.overflowY) && one.scrollHeight > one.clientHeight + 1);
}).map(one => `${one.tagName.toLowerCase()}.${one.className}: ${one.innerText.slice(0, 40)}`)"""
WIDER = """() => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return [];
    const over = [...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > wide + 1);
    const told = one => `${one.tagName.toLowerCase()}.${one.className}: ${one.textContent.trim().slice(0, 40)}`;
    return [`${document.documentElement.scrollWidth} > ${wide}`, ...over.slice(-3).map(told)];
}"""


def twice_as_large(page: Page) -> None:
    """Set the browser's own size of text to 200 %."""
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})


def no_sideways_scroll(page: Page) -> None:
    """Assert that a page is no wider than its screen."""
    wider = page.evaluate(WIDER)
    assert wider == [], wider


def nothing_is_cut_off(page: Page) -> None:
    """Assert that no text is hidden behind an edge."""
    cut_off = page.evaluate(CUT_OFF)
    assert cut_off == [], cut_off
