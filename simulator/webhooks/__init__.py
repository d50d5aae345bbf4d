"""Webhooks: what of the changes in the books an app is told, how, and how often."""
