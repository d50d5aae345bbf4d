"""The texts of all problems, one module per language; Python rather than data files, so that reading is no IO."""

from __future__ import annotations

from collections.abc import Mapping

from quickbooks_sync.core.messages import en, es, sv
from quickbooks_sync.core.messages.text import Messages, Text

LANGUAGES: Mapping[str, Messages] = {
    "en": Messages(en.TEXTS, en.FIELDS, en.ON_LINE),
    "es": Messages(es.TEXTS, es.FIELDS, es.ON_LINE),
    "sv": Messages(sv.TEXTS, sv.FIELDS, sv.ON_LINE),
}

__all__ = ["LANGUAGES", "Messages", "Text"]
