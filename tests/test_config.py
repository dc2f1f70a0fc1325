"""Settings from the environment, `.env` and --data."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.config import Config, ConfigError, environment
from index.embedder import BUNDLED


def test_defaults() -> None:
    """Without any setting: ./data, the bundled model and the plan's time zone."""
    config = Config.from_env({})
    assert (config.data, config.revisions) == (Path("data"), Path("data/revisions"))
    assert (config.model, str(config.timezone), config.token) == (BUNDLED, "Asia/Shanghai", "")
    assert isinstance(config.today(), date)


def test_settings_of_the_environment(tmp_path: Path) -> None:
    """Every setting is taken from the environment; empty ones are as if unset."""
    config = Config.from_env({"RECTIFY_DATA": str(tmp_path), "RECTIFY_MODEL": "other", "RECTIFY_TZ": "Asia/Urumqi"})
    assert (config.data, config.model, str(config.timezone)) == (tmp_path, "other", "Asia/Urumqi")
    assert Config.from_env({"RECTIFY_DATA": "", "RECTIFY_MODEL": "", "RECTIFY_TZ": ""}) == Config.from_env({})


def test_the_option_goes_before_the_environment(tmp_path: Path) -> None:
    """--data wins over RECTIFY_DATA, and ~ is the home directory."""
    assert Config.from_env({"RECTIFY_DATA": "elsewhere"}, str(tmp_path)).data == tmp_path
    assert Config.from_env({}, "~/plans").data == Path.home() / "plans"


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    """A wrong time zone and a data directory that is a file are named in one sentence."""
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(ConfigError) as caught:
        Config.from_env({"RECTIFY_TZ": "Mars/Olympus", "RECTIFY_DATA": str(file)})
    assert str(caught.value) == f"RECTIFY_TZ 不是有效的时区：Mars/Olympus；数据目录 {file} 不是文件夹。"


@pytest.mark.parametrize("zone", ["Mars", "../../etc/passwd", "/etc/localtime", "Asia", "\x00", "a" * 5000])
def test_a_wrong_time_zone(zone: str) -> None:
    """Whatever is no time zone is refused with a sentence."""
    with pytest.raises(ConfigError, match=r"^RECTIFY_TZ 不是有效的时区"):
        Config.from_env({"RECTIFY_TZ": zone})


def test_the_token_is_never_shown() -> None:
    """The token is kept, but stands in no text made of the settings."""
    config = Config.from_env({"RECTIFY_TOKEN": "123:secret"})
    assert config.token == "123:secret"
    assert "secret" not in f"{config} {config!r}"


def test_the_file_of_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`.env` has NAME=value lines with comments, blanks, quotes and export; the environment goes before it."""
    lines = (
        "\ufeffRECTIFY_MODEL = 'some/model'",
        "# 设置",
        "",
        'export RECTIFY_TOKEN="1:a=b"',
        "no line",
        "#RECTIFY_TZ=x",
        "RECTIFY_DATA=file",
    )
    (tmp_path / ".env").write_text("\n".join(lines), "utf-8")
    for name in ("RECTIFY_MODEL", "RECTIFY_TOKEN", "RECTIFY_TZ"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RECTIFY_DATA", "process")
    found = environment(tmp_path)
    wanted = {"RECTIFY_MODEL": "some/model", "RECTIFY_TOKEN": "1:a=b", "RECTIFY_DATA": "process"}
    assert {k: v for k, v in found.items() if k.startswith("RECTIFY_")} == wanted


def test_without_a_file_only_the_environment_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing `.env` changes nothing."""
    monkeypatch.setenv("RECTIFY_TZ", "UTC")
    assert environment(tmp_path)["RECTIFY_TZ"] == "UTC"


@pytest.mark.parametrize("written", [b"\xff\xfe\x00bad", "RECTIFY_MODEL=模型".encode("gb18030")])
def test_a_file_of_settings_that_is_no_text(tmp_path: Path, written: bytes) -> None:
    """A `.env` that is not UTF-8 is refused with a sentence that names it."""
    (tmp_path / ".env").write_bytes(written)
    with pytest.raises(ConfigError, match=r"\.env 不是 UTF-8 文本"):
        environment(tmp_path)
