"""Settings from the environment and `.env`, all problems reported at once; secrets never shown."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from corpus.errors import RectifyError
from index.embedder import BUNDLED


class ConfigError(RectifyError):
    """Settings that are wrong: every one of them in one text."""


@dataclass(frozen=True)
class Config:
    """What the program runs with."""

    data: Path
    model: str
    timezone: ZoneInfo
    token: str = field(default="", repr=False)

    @property
    def revisions(self) -> Path:
        """Where the revisions of the index stand."""
        return self.data / "revisions"

    def today(self) -> date:
        """The calendar day where the plan is carried out, whatever the server's clock is set to."""
        return datetime.now(self.timezone).date()

    @classmethod
    def from_env(cls, environ: Mapping[str, str], data: str | None = None) -> Config:
        """Settings from `environ`; `data` (from --data) goes before RECTIFY_DATA.

        Raises:
            ConfigError: naming every setting that is wrong.
        """
        problems: list[str] = []
        zone = environ.get("RECTIFY_TZ") or "Asia/Shanghai"
        try:
            timezone = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            problems.append(f"RECTIFY_TZ 不是有效的时区：{zone}")
            timezone = ZoneInfo("UTC")
        directory = Path(data or environ.get("RECTIFY_DATA") or "data").expanduser()
        if directory.exists() and not directory.is_dir():
            problems.append(f"数据目录 {directory} 不是文件夹")
        if problems:
            raise ConfigError("；".join(problems) + "。")
        return cls(directory, environ.get("RECTIFY_MODEL") or BUNDLED, timezone, environ.get("RECTIFY_TOKEN", ""))


def environment(directory: Path = Path()) -> dict[str, str]:
    """The process's environment over what `.env` in `directory` sets (KEY=value lines, # comments, quotes allowed).

    Raises:
        ConfigError: `.env` is no UTF-8 text.
    """
    settings: dict[str, str] = {}
    path = directory / ".env"
    if path.is_file():
        for line in _read(path).splitlines():
            name, separator, value = line.strip().partition("=")
            if separator and not name.startswith("#"):
                settings[name.removeprefix("export ").strip()] = value.strip().strip("\"'")
    return settings | dict(os.environ)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} 不是 UTF-8 文本，请另存为 UTF-8。") from error
