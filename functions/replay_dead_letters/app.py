"""Brings dead letters back to work, for support."""

from quickbooks_sync.edge.support import replay_handler as handler

__all__ = ["handler"]
