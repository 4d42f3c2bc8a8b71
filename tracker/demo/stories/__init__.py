"""The demo's patients, by what they show."""

from tracker.demo.stories import after, before, ending, trouble, under_way
from tracker.demo.story import Story

STORIES: tuple[Story, ...] = (
    *under_way.STORIES,
    *ending.STORIES,
    *after.STORIES,
    *trouble.STORIES,
    *before.STORIES,
)
