"""Amounts of money: how they are rounded, and how answers show them."""

from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)
CENT = Decimal("0.01")
HUNDRED = Decimal(100)


def money(amount: Decimal | int) -> Decimal:
    """Round half up to cents."""
    return Decimal(amount).quantize(CENT, ROUND_HALF_UP)


def shown(amount: Decimal) -> Decimal | int:
    """Return an amount as answers show it: nothing is `0`, not `0.00`."""
    return amount or 0
