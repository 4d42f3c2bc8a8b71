"""`growth`: what more courses cost, measured at sizes that fit here and played through for those that do not."""

from tracker.bench.growth.measure import measure

__all__ = ["measure"]
