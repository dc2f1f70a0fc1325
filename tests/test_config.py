"""Settings from the environment, `.env` and --data."""

from __future__ import annotations

import re
from datetime import date, time
from pathlib import Path

import pytest

from bot.config import SETTINGS, Config, ConfigError, environment
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
    with pytest.raises(ConfigError, match=r"Mars；不认识 RECTIFY_ADMIN，是不是 RECTIFY_ADMINS？$"):
        Config.from_env({"RECTIFY_TZ": "Mars", "RECTIFY_ADMIN": "1"})


@pytest.mark.parametrize("zone", ["Mars", "../../etc/passwd", "/etc/localtime", "Asia", "\x00", "a" * 5000])
def test_a_wrong_time_zone(zone: str) -> None:
    """Whatever is no time zone is refused with a sentence."""
    with pytest.raises(ConfigError, match=r"^RECTIFY_TZ 不是有效的时区"):
        Config.from_env({"RECTIFY_TZ": zone})


def test_secrets_are_never_shown() -> None:
    """Token, webhook secret and the proxy's password are kept, but stand in no text made of the settings."""
    config = Config.from_env(
        {
            "RECTIFY_TOKEN": "123:secret",
            "RECTIFY_WEBHOOK_URL": "https://bot.example.org/hook",
            "RECTIFY_WEBHOOK_SECRET": "hook-secret",
            "RECTIFY_PROXY": "http://user:secret@127.0.0.1:1080",
        }
    )
    assert (config.token, config.webhook_secret, config.proxy[-4:]) == ("123:secret", "hook-secret", "1080")
    assert "secret" not in f"{config} {config!r}"


def test_settings_of_the_bot() -> None:
    """Administrators are separated by commas or blanks of any kind; addresses lose their last stroke."""
    config = Config.from_env(
        {
            "RECTIFY_API_URL": "http://127.0.0.1:8081/",
            "RECTIFY_ADMINS": "11, 22，33 44",
            "RECTIFY_OFFICE_CHAT": "-1001234567890",
            "RECTIFY_USERS": "bound",
            "RECTIFY_WEBHOOK_PORT": "8444",
        }
    )
    assert (config.api_url, config.admins) == ("http://127.0.0.1:8081", frozenset({11, 22, 33, 44}))
    assert (config.office_chat, config.users, config.webhook_port) == (-1001234567890, "bound", 8444)
    assert Config.from_env({}).api_url == "https://api.telegram.org"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RECTIFY_TOKEN", "secret words"),
        ("RECTIFY_API_URL", "127.0.0.1"),
        ("RECTIFY_API_URL", "http://127.0.0.1:99999"),
        ("RECTIFY_API_URL", "http://127.0.0.1:8081x/"),
        ("RECTIFY_PROXY", "http://127.0.0.1:0"),
        ("RECTIFY_WEBHOOK_URL", "https://bot.example.org:70000/hook"),
        ("RECTIFY_WEBHOOK_LISTEN", "localhost"),
        ("RECTIFY_ADMINS", "王工"),
        ("RECTIFY_OFFICE_CHAT", "@office"),
        ("RECTIFY_PROXY", "secret@proxy"),
        ("RECTIFY_PROXY", "socks5://secret@127.0.0.1:1080"),
        ("RECTIFY_USERS", "closed"),
        ("RECTIFY_WEBHOOK_URL", "bot.example.org"),
        ("RECTIFY_WEBHOOK_SECRET", "secret 秘密"),
        ("RECTIFY_WEBHOOK_PORT", "0"),
        ("RECTIFY_WEBHOOK_PORT", "x"),
    ],
)
def test_a_wrong_setting_of_the_bot(name: str, value: str) -> None:
    """The setting is named, its value is not, and it is told together with the others."""
    with pytest.raises(ConfigError) as caught:
        Config.from_env({name: value, "RECTIFY_TZ": "Mars"})
    assert name in str(caught.value)
    assert "RECTIFY_TZ" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_webhook_needs_a_secret() -> None:
    """Anybody could send updates to a webhook without one."""
    with pytest.raises(ConfigError, match="RECTIFY_WEBHOOK_SECRET"):
        Config.from_env({"RECTIFY_WEBHOOK_URL": "https://bot.example.org/hook"})


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


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("08:30  # 早上", "08:30"),
        ("08:30\t#早上", "08:30"),
        ("# 没有值", ""),
        ("#没有值", ""),
        ("'a # b'  # 说明", "a # b"),
        ('"a"', "a"),
        ("http://user:p#w@127.0.0.1:1080", "http://user:p#w@127.0.0.1:1080"),
        ("", ""),
    ],
)
def test_a_comment_behind_a_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, value: str) -> None:
    """What follows a blank and # is no part of the value, in `.env` as in what docker takes from it; quotes keep it."""
    (tmp_path / ".env").write_text(f"RECTIFY_PROXY={written}\n", "utf-8")
    monkeypatch.delenv("RECTIFY_PROXY", raising=False)
    assert environment(tmp_path)["RECTIFY_PROXY"] == value
    monkeypatch.setenv("RECTIFY_PROXY", written)
    assert environment(tmp_path)["RECTIFY_PROXY"] == value


def test_a_file_of_settings_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of that name, as a mount of a missing file makes one, and a file without permission are said in a sentence."""
    (tmp_path / ".env").mkdir()
    with pytest.raises(ConfigError, match=r"\.env 是文件夹"):
        environment(tmp_path)

    def forbidden(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", forbidden)
    with pytest.raises(ConfigError, match=r"\.env 读不出，请检查它的权限"):
        environment(tmp_path)


def test_an_unknown_setting_is_named() -> None:
    """A slip is named with what is near; what is another program's is not looked at."""
    config = Config.from_env({"RECTIFY_ADMIN": "1", "RECTIFY_XYZ": "secret", "PATH": "", "RECTIFY_TZ": "UTC"})
    assert config.unknown == ("不认识 RECTIFY_ADMIN，是不是 RECTIFY_ADMINS？", "不认识 RECTIFY_XYZ")


def test_every_setting_of_the_program_is_known() -> None:
    """Each RECTIFY_… that stands in the program or the scripts is one of `SETTINGS`."""
    root = Path(__file__).parent.parent
    files = [*(root / "bot").rglob("*.py"), *(p for p in (root / "scripts").rglob("*") if p.is_file() and p.suffix != ".pyc")]
    named = {n for p in files for n in re.findall(r"RECTIFY_[A-Z][A-Z_]*[A-Z]", p.read_text("utf-8"))}
    assert named == set(SETTINGS)


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


@pytest.mark.parametrize(
    ("written", "at"), [("8:05", time(8, 5)), ("17：59", time(17, 59)), ("", time(8, 30)), ("00:00", time(0))]
)
def test_when_digests_are_made(written: str, at: time) -> None:
    """Hours and minutes, with either colon; 8:30 by default."""
    assert Config.from_env({"RECTIFY_REMIND_AT": written}).remind_at == at


@pytest.mark.parametrize("written", ["18:00", "24:00", "8点", "8:60", "0830", "-1:00"])
def test_a_time_that_digests_cannot_be_made_at(written: str) -> None:
    """No time, or one that leaves none to make up for downtime before six."""
    with pytest.raises(ConfigError, match="RECTIFY_REMIND_AT 应是 18:00 之前的时刻"):
        Config.from_env({"RECTIFY_REMIND_AT": written})


def test_days_before_a_due_day() -> None:
    """In any order and with any comma, the longest first; 30, 15 and 7 by default."""
    assert Config.from_env({}).lead_days == (30, 15, 7)
    assert Config.from_env({"RECTIFY_LEAD_DAYS": "3，10, 60"}).lead_days == (60, 10, 3)


@pytest.mark.parametrize("written", ["0", "七天", "30-15", "1000", "7,,3"])
def test_days_that_are_none(written: str) -> None:
    """No days, or none that can be meant."""
    with pytest.raises(ConfigError, match="RECTIFY_LEAD_DAYS 应是提前的天数"):
        Config.from_env({"RECTIFY_LEAD_DAYS": written})
