"""Syncs the contacts of one company; the queue says which."""

from quickbooks_sync.edge.queue import drain_handler

handler = drain_handler("contacts")
