"""Where the small service is, and what it is deployed with."""

from collections.abc import Callable
from pathlib import Path

from local.identity import AUDIENCE, ISSUER

TEMPLATE = Path(__file__).parent / "small" / "template.yaml"
PARAMETERS = {"JwtIssuer": ISSUER, "JwtAudience": AUDIENCE}

Eventually = Callable[[Callable[[], bool]], None]
