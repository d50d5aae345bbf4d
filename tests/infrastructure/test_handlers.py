"""Importing a handler does nothing: no environment is read, no client made, no connection opened."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CREDENTIALS = "region_name='us-east-1', aws_access_key_id='key', aws_secret_access_key='secret'"
FUNCTIONS = sorted(path.parent for path in (ROOT / "functions").glob("*/app.py"))

IMPORT_GUARDED = """
import gc, os, sys

def no_connection(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "subprocess.Popen"}:
        raise AssertionError(f"importing the handler opens {event} {arguments}")

class Unread(dict):
    def read(self, name, default=None):
        asked_by = sys._getframe(1).f_globals["__name__"]
        if asked_by.partition(".")[0] in {"app", "quickbooks_sync"}:
            raise AssertionError(f"importing the handler reads the environment: {name} in {asked_by}")
        return dict.get(self, name, default)

    get = __getitem__ = read

sys.addaudithook(no_connection)
os.environ = Unread(os.environ)
os.getenv = os.environ.read
import app
assert callable(app.handler)
client = sys.modules.get("botocore.client")
made = [o for o in gc.get_objects() if client and isinstance(o, client.BaseClient)]
assert made == [], f"importing the handler makes clients: {made}"
"""


def import_guarded(folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"{folder}:{ROOT / 'layers/common/python'}"
    command = ["/usr/bin/env", "-i", f"PYTHONPATH={path}", sys.executable, "-c", IMPORT_GUARDED]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("folder", FUNCTIONS, ids=lambda folder: folder.name)
def test_a_handler_can_be_imported_with_an_empty_environment(folder: Path) -> None:
    assert import_guarded(folder).stderr == ""


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("import os\nhandler = print\nstage = os.environ.get('STAGE')", "reads the environment: STAGE"),
        ("import os\nhandler = print\nstage = os.environ['STAGE']", "reads the environment: STAGE"),
        ("import os\nhandler = print\nstage = os.getenv('STAGE')", "reads the environment: STAGE"),
        (f"import boto3\nhandler = print\nqueue = boto3.client('sqs', {CREDENTIALS})", "makes clients"),
        ("import socket\nhandler = print\nsocket.create_connection(('127.0.0.1', 9))", "opens socket."),
        ("handler = None", "AssertionError"),
    ],
)
def test_a_handler_that_does_something_on_import_is_found(
    tmp_path: Path, source: str, complaint: str
) -> None:
    (tmp_path / "app.py").write_text(source)
    assert complaint in import_guarded(tmp_path).stderr
