"""Settings from the environment and `.env`, all problems reported at once; secrets never shown."""

from .environment import SETTINGS, ConfigError, environment
from .settings import LAST_CALL, Config

__all__ = ["LAST_CALL", "SETTINGS", "Config", "ConfigError", "environment"]
