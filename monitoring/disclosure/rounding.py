"""Which counts a rounded percentage leaves possible when the size of the group is known."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

FINEST = 4  # decimals that are stored


def decimals_of(value: Decimal) -> int:
    """How many decimals a value was given with, as far as its digits tell: at least one."""
    exponent = value.normalize().as_tuple().exponent
    return min(FINEST, max(1, -exponent if isinstance(exponent, int) else FINEST))


def possible_counts(value: Decimal, denominator: int, scale: int) -> tuple[int, int]:
    """The lowest and highest count that give this value after rounding.

    Where no whole count gives it, the file rounded otherwise: then the nearest count stands alone.
    """
    half = Decimal(5).scaleb(-decimals_of(value) - 1)
    low = ((value - half) * denominator / scale).to_integral_value(ROUND_CEILING)
    high = ((value + half) * denominator / scale).to_integral_value(ROUND_FLOOR)
    first, last = max(0, int(low)), min(denominator, int(high))
    if first > last:
        nearest = min(denominator, max(0, round(value * denominator / scale)))
        return nearest, nearest
    return first, last
