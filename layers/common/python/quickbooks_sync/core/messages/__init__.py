"""The texts of all problems, a module a language; as Python, so that reading them is no IO."""

from __future__ import annotations

from collections.abc import Mapping

from quickbooks_sync.core.messages import en, es, sv
from quickbooks_sync.core.messages.fields import ENGLISH, SPANISH, SWEDISH
from quickbooks_sync.core.messages.text import Language

FALLBACK = Language(en.TEXTS, ENGLISH, "{name} (line {line})")
LANGUAGES: Mapping[str, Language] = {
    "en": FALLBACK,
    "es": Language(es.TEXTS, SPANISH, "{name} (línea {line})"),
    "sv": Language(sv.TEXTS, SWEDISH, "{name} (rad {line})"),
}
