"""The stack that is up, as other shells find it: `stack.json` in its folder, there from up to down."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local.cloud import PROJECT

STATE_DIR = PROJECT / ".local"
_FILE = "stack.json"


class NotUpError(Exception):
    """There is no stack to speak to."""


def remember(stack: Mapping[str, Any], state_dir: Path) -> None:
    """Write down where the stack is. The file holds its signing key, so it is for its owner's eyes only."""
    file = state_dir / _FILE
    file.unlink(missing_ok=True)
    with os.fdopen(
        os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as opened:
        json.dump(stack, opened, indent=2)


def forget(state_dir: Path) -> None:
    """Remove what `remember` wrote."""
    (state_dir / _FILE).unlink(missing_ok=True)


def running_stack(state_dir: Path) -> dict[str, Any]:
    """Return what the running stack wrote about itself."""
    file = state_dir / _FILE
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
