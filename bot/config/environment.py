"""The environment over what `.env` sets, and settings in it that nobody knows."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from corpus.errors import RectifyError

from .words import ENV_FILE, SETTING

PREFIX = "RECTIFY_"
SETTINGS = tuple(
    f"{PREFIX}{name}"
    for name in (
        "ADMINS", "API_URL", "BOARD_PASSWORD", "BOARD_SECRET", "DATA", "LEAD_DAYS", "MODEL", "OFFICE_CHAT", "PROGRESS_DAY", "PROXY", "REMIND_AT", "TOKEN", "TORCH_INDEX", "TZ", "USERS",
        "WEBHOOK_LISTEN", "WEBHOOK_PORT", "WEBHOOK_SECRET", "WEBHOOK_URL",
    )
)  # fmt: skip
"""Every setting; RECTIFY_TORCH_INDEX is for scripts/run."""


class ConfigError(RectifyError):
    """Settings that are wrong: every one of them in one text."""


def environment(directory: Path = Path()) -> dict[str, str]:
    """The process's environment over what `.env` in `directory` sets: KEY=value lines, # comments also behind values, quotes.

    Comments and quotes are taken off RECTIFY_… of the process too, as `docker --env-file` leaves them on.

    Raises:
        ConfigError: `.env` cannot be read, or is no UTF-8 text.
    """
    settings: dict[str, str] = {}
    for line in _read(directory / ".env").splitlines():
        name, separator, value = line.strip().partition("=")
        if separator and not name.startswith("#"):
            settings[name.removeprefix("export ").strip()] = _value(value)
    return settings | {n: _value(v) if n.startswith(PREFIX) else v for n, v in os.environ.items()}


def _value(written: str) -> str:
    """What is meant: the words in quotes, or all before a comment.

    >>> _value(" 08:30   # 早上"), _value("'a # b' # c"), _value("http://u:p#w@h")
    ('08:30', 'a # b', 'http://u:p#w@h')
    """
    if quoted := re.fullmatch(r"""\s*(["'])(.*?)\1\s*(#.*)?""", written):
        return quoted[2]
    return re.split(r"(?:^|\s)#", written, maxsplit=1)[0].strip().strip("\"'")


def unknown_settings(environ: Mapping[str, str]) -> list[str]:
    """Of every RECTIFY_… that this program does not know, a sentence with the setting that may be meant."""
    unknown = sorted(n for n in environ if n.startswith(PREFIX) and n not in SETTINGS)
    plain = [n.removeprefix(PREFIX) for n in SETTINGS]
    near = {n: get_close_matches(n.removeprefix(PREFIX), plain, 1, 0.7) for n in unknown}
    perhaps = {n: SETTING.perhaps.format(near=f"{PREFIX}{near[n][0]}") if near[n] else "" for n in unknown}
    return [SETTING.unknown.format(name=n) + perhaps[n] for n in unknown]


def _read(path: Path) -> str:
    """The text of `.env`, "" where there is none."""
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise ConfigError(ENV_FILE.encoding.format(path=path)) from error
    except IsADirectoryError as error:
        raise ConfigError(ENV_FILE.directory.format(path=path)) from error
    except OSError as error:
        raise ConfigError(ENV_FILE.unreadable.format(path=path, reason=error.strerror or error)) from error
