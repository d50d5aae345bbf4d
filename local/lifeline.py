"""Runs a module as `python -m` would, and dies with whoever started it: the start of every process here.

The lifeline is standard input: it ends when the starter closes it or dies, however it dies.
"""

import os
import runpy
import signal
import sys
import threading


def _die_with_starter() -> None:
    while os.read(0, 1024):
        pass
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    threading.Thread(target=_die_with_starter, daemon=True, name="lifeline").start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
