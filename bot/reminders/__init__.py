"""Where everything stands → what each chat hears in the morning, and the office of its week."""

from .digests import Digest, Listener, digests, listeners
from .morning import Morning

__all__ = ["Digest", "Listener", "Morning", "digests", "listeners"]
