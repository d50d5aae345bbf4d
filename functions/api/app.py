"""Answers the host's calls."""

from quickbooks_sync.edge.http import handler

__all__ = ["handler"]
