"""How the program is started, and what Ctrl-C does until it runs."""

from __future__ import annotations

import signal
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from bot.__main__ import start

ROOT = Path(__file__).resolve().parent.parent
# As a shell in front starts it; one that starts something behind itself has it ignore Ctrl-C.
LOADING = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
class Interrupting:
    def find_spec(self, name, *_):
        if name == sys.argv[1]:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupting())
from bot.__main__ import start
start()
"""
RUNNING = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from bot import __main__
sys.argv = ["bot", "--version"]
try:
    __main__.start()
except SystemExit:
    print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)
"""


def _python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True)


@pytest.mark.parametrize("module", ["bot.terminal", "bot.terminal.cli", "bot.config", "argparse"])
def test_ctrl_c_while_it_is_loaded(module: str) -> None:
    """It ends as by the signal, which a shell understands, and no traceback frightens who changed their mind."""
    ended = _python(LOADING, module)
    assert (ended.returncode, ended.stdout, ended.stderr) == (-signal.SIGINT, "", "")


def test_ctrl_c_afterwards_is_the_programs() -> None:
    """What runs says that it was interrupted, or goes on to the next question."""
    assert _python(RUNNING).stdout.splitlines()[-1] == "True"


def test_the_command_is_the_program() -> None:
    """`rectify` does what `python -m bot` does."""
    said = next(x for x in (ROOT / "pyproject.toml").read_text("utf-8").splitlines() if x.startswith("rectify = "))
    module, _, name = said.split('"')[1].partition(":")
    assert getattr(import_module(module), name) is start
