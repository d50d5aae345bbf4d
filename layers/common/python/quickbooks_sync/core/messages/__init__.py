"""The texts of all problems, a module a language; as Python, so that reading them is no IO."""

from __future__ import annotations

from collections.abc import Mapping

from quickbooks_sync.core.messages import connections, en, es, letters, stops, sv
from quickbooks_sync.core.messages.fields import ENGLISH, SPANISH, SWEDISH
from quickbooks_sync.core.messages.text import Language

FALLBACK = Language(
    en.TEXTS | stops.ENGLISH | letters.ENGLISH | connections.ENGLISH, ENGLISH, "{name} (line {line})"
)
LANGUAGES: Mapping[str, Language] = {
    "en": FALLBACK,
    "es": Language(
        es.TEXTS | stops.SPANISH | letters.SPANISH | connections.SPANISH, SPANISH, "{name} (línea {line})"
    ),
    "sv": Language(
        sv.TEXTS | stops.SWEDISH | letters.SWEDISH | connections.SWEDISH, SWEDISH, "{name} (rad {line})"
    ),
}
