"""The commands to paste lead to the stack that printed them."""

from __future__ import annotations

import re

from local.guide import guide

STACK = {
    "api_url": "http://127.0.0.1:1",
    "aws_endpoint": "http://127.0.0.1:2",
    "log_dir": "/logs",
    "simulator": {"QBO_BASE_URL": "http://127.0.0.1:3", "QBO_CONTROL_URL": "http://127.0.0.1:3/_simulator"},
}


def test_commands_lead_to_a_stack_in_a_place_of_its_own() -> None:
    printed = guide(STACK, "python", " --state-dir '/a {b}'")
    commands = re.findall(r"-m local \w+.*", printed)
    assert len(commands) >= 7
    assert all(re.match(r"-m local \w+ --state-dir '/a {b}'", command) for command in commands)
    assert "--state-dir" not in guide(STACK, "python")
