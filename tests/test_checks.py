"""The checks before a commit are those that CI runs."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_hooks_run_the_same_checks_as_the_script() -> None:
    """Each check of scripts/test is a hook with the same command, in the same order; the tests are one to be asked for."""
    script = re.findall(r"^(?:exec )?(\.venv/bin/.*)$", (ROOT / "scripts" / "test").read_text("utf-8"), re.M)
    hooks = re.findall(r"^ +entry: (.*)$", (ROOT / ".pre-commit-config.yaml").read_text("utf-8"), re.M)
    assert len(script) == len(hooks) == 4
    assert hooks[:-1] == script[:-1]
    assert hooks[-1].startswith(script[-1].removesuffix(' "$@"'))
