"""Sends a message for every company at which somebody must look."""

from quickbooks_sync.edge.schedule import sweep_handler as handler

__all__ = ["handler"]
