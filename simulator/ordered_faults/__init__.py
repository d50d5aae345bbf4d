"""Faults on order: their kinds, which request they hit, and what they make of it."""
