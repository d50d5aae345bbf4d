"""How a process tells where it serves: lines of KEY=VALUE in a file that appears once it is ready."""

from collections.abc import Mapping
from pathlib import Path


def announce(values: Mapping[str, str], env_file: Path | None) -> None:
    """Print the values, and write them to `env_file` in one step when there is one."""
    text = "".join(f"{key}={value}\n" for key, value in values.items())
    print(text, end="", flush=True)
    if env_file is not None:
        unfinished = env_file.with_suffix(".unfinished")
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(env_file)


def read_announcement(env_file: Path) -> dict[str, str]:
    """Return the values of an env file; empty while it has not appeared or is being written."""
    if not env_file.exists() or not (text := env_file.read_text(encoding="utf-8")).endswith("\n"):
        return {}
    return dict(line.split("=", 1) for line in text.splitlines() if line)
