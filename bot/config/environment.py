"""The environment over what `.env` sets, and settings in it that nobody knows."""

from __future__ import annotations

import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from corpus.errors import RectifyError

from .env_file import NAME, settings_in, value
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
    own = {name: value(v) if name.startswith(PREFIX) else v for name, v in os.environ.items()}
    return settings_in(_read(directory / NAME)) | own


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
