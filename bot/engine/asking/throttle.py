"""How much one user or chat may ask: a bucket each that refills with time; a refusal is told once, not each time."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.messages import Key

MOST_KEYS = 5000


@dataclass
class _Bucket:
    left: float
    at: float
    told: float = -math.inf


class Throttle:
    """`burst` at once for every key (a user or chat id), then `per_second`."""

    def __init__(self, burst: int, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst, self._per_second, self._clock = burst, per_second, clock
        self._buckets: dict[Key, _Bucket] = {}

    def admits(self, key: Key) -> bool:
        """Take one out of the key's bucket; False where it is empty."""
        bucket = self._filled(key)
        if bucket.left < 1:
            return False
        bucket.left -= 1
        return True

    def tells(self, key: Key) -> bool:
        """Whether a refusal is to be told: not again within the time that half a bucket takes to fill."""
        bucket, now = self._filled(key), self._clock()
        if now - bucket.told < self._burst / self._per_second / 2:
            return False
        bucket.told = now
        return True

    def _filled(self, key: Key) -> _Bucket:
        now = self._clock()
        if len(self._buckets) >= MOST_KEYS:
            self._buckets = {k: b for k, b in self._buckets.items() if self._level(b, now) < self._burst}
        bucket = self._buckets.setdefault(key, _Bucket(self._burst, now))
        bucket.left, bucket.at = self._level(bucket, now), now
        return bucket

    def _level(self, bucket: _Bucket, now: float) -> float:
        return min(self._burst, bucket.left + (now - bucket.at) * self._per_second)
