"""What `.env` sets: KEY=value lines, # comments also behind values, quotes. Nothing but Python's own library is needed.

As a program, `env_file.py NAME`, it prints what the environment or the `.env` of the working directory sets NAME to: scripts/environment
asks it before anything is installed.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

NAME = ".env"


def settings_in(text: str) -> dict[str, str]:
    """Setting → value, of the text of a `.env`.

    >>> settings_in("# c\\nexport  A = 1 # c\\n\\tB='a # b'\\nnothing")
    {'A': '1', 'B': 'a # b'}
    """
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, separator, written = line.strip().partition("=")
        if separator and not name.startswith("#"):
            found[name.removeprefix("export ").strip()] = value(written)
    return found


def value(written: str) -> str:
    """What is meant: the words in quotes, or all before a comment.

    >>> value(" 08:30   # 早上"), value("'a # b' # c"), value("http://u:p#w@h")
    ('08:30', 'a # b', 'http://u:p#w@h')
    """
    if quoted := re.fullmatch(r"""\s*(["'])(.*?)\1\s*(#.*)?""", written):
        return quoted[2]
    return re.split(r"(?:^|\s)#", written, maxsplit=1)[0].strip().strip("\"'")


def one(name: str) -> str:
    """One setting, "" where it is none or cannot be read: the program itself complains of that."""
    if name in os.environ:
        return value(os.environ[name])
    try:
        return settings_in(Path(NAME).read_text("utf-8-sig", "replace")).get(name, "")
    except OSError:
        return ""


if __name__ == "__main__":
    print(one(sys.argv[1]))
