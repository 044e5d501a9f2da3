"""A cache that never takes a page down: with Redis away, everything is simply not cached."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def _or_default(default: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def decorate(method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def guarded(self: Any, *args: Any, **kwargs: Any) -> Any:
            try:
                return method(self, *args, **kwargs)
            except (RedisError, OSError) as error:
                logger.warning("The cache does not answer: %s", type(error).__name__)
                return default() if callable(default) else default

        return guarded

    return decorate


class OneClient(RedisCacheClient):
    """Keeps the client of each server: Django makes another at every question.

    Making it costs more than asking. Its connections come from the same pool either way.
    """

    _get_connection_pool: Callable[[bool], Any]  # the stubs know neither of these two
    _client: Callable[..., Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._clients: dict[Any, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        pool = self._get_connection_pool(write)
        if pool not in self._clients:
            self._clients[pool] = self._client(connection_pool=pool)
        return self._clients[pool]


class FaultTolerantRedisCache(RedisCache):
    """Redis, with every fault turned into a miss."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = OneClient

    get_many = _or_default(dict)(RedisCache.get_many)
    set = _or_default(None)(RedisCache.set)
    set_many = _or_default(list)(RedisCache.set_many)
    touch = _or_default(default=False)(RedisCache.touch)
    delete = _or_default(default=False)(RedisCache.delete)
    delete_many = _or_default(0)(RedisCache.delete_many)
    has_key = _or_default(default=False)(RedisCache.has_key)
    clear = _or_default(default=False)(RedisCache.clear)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        try:
            return super().get(key, default, version)
        except (RedisError, OSError) as error:
            logger.warning("The cache does not answer: %s", type(error).__name__)
            return default

    def add(self, key: Any, value: Any, timeout: Any = 300, version: Any = None) -> bool:
        """Say that it was added: a lock that cannot be kept must not stop the work."""
        try:
            return super().add(key, value, timeout, version)
        except (RedisError, OSError):
            return True

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> int:
        try:
            return super().incr(key, delta, version)
        except (RedisError, OSError):
            return delta
