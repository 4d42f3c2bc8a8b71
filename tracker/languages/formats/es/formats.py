"""Spanish as it is written in the Americas: what stands on the label of a bottle has a point, not a comma."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
