"""PURE: what the books should hold. One file per entity; this registry names them in the order of work."""

from __future__ import annotations

from collections.abc import Mapping

from quickbooks_sync.entities.contacts import CONTACTS
from quickbooks_sync.entities.invoices import INVOICES
from quickbooks_sync.entities.payments import PAYMENTS
from quickbooks_sync.entities.products import PRODUCTS
from quickbooks_sync.entities.rules import EntityRules

ENTITIES: Mapping[str, EntityRules] = {
    rules.name: rules
    for rules in (
        CONTACTS,
        PRODUCTS,
        INVOICES,
        PAYMENTS,
    )
}
"""Each entity may refer to those before it."""
