"""The operator's pages."""

from tracker.demo.pages.page import OPERATOR, Page
from tracker.demo.places import OPERATOR_KEY

INSTALLATION = (
    Page(OPERATOR, OPERATOR_KEY, "The installation", "operator:home"),
    Page(OPERATOR, OPERATOR_KEY, "Dead letters", "operator:dead_letters"),
    Page(OPERATOR, OPERATOR_KEY, "A dead letter", "operator:dead_letter", {"letter": "dead letter 450"}),
)
