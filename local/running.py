"""The stack that is up, as other shells find it: `.local/stack.json`, written by `python -m local up`."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local.cloud import PROJECT

STATE_DIR = PROJECT / ".local"
_FILE = STATE_DIR / "stack.json"


class NotUpError(Exception):
    """There is no stack to speak to."""


def remember(stack: Mapping[str, Any], file: Path = _FILE) -> None:
    """Write down where the stack is. The file holds its signing key, so it is for its owner's eyes only."""
    file.unlink(missing_ok=True)
    with os.fdopen(
        os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as opened:
        json.dump(stack, opened, indent=2)


def forget(file: Path = _FILE) -> None:
    """Remove what `remember` wrote."""
    file.unlink(missing_ok=True)


def running_stack(file: Path = _FILE) -> dict[str, Any]:
    """Return what the running stack wrote about itself."""
    if file.exists():
        stack: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        if _is_alive(stack["pid"]):
            return stack
    raise NotUpError("The local stack is not up. Start it in another shell: make local")


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
