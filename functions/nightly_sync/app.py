"""Starts the nightly sync of the companies whose night it is."""

from quickbooks_sync.edge.schedule import nightly_handler as handler

__all__ = ["handler"]
