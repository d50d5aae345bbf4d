"""Puts a host's contacts, products, invoices and payments into QuickBooks Online, exactly once."""
