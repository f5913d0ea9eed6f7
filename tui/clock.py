"""The time and the uids of a real session; tests pass their own."""

import os
from datetime import UTC, datetime


def utc_now() -> str:
    """UTC in ISO 8601, whole seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def random_uid() -> str:
    """Sixteen hexadecimal digits that nobody else has."""
    return os.urandom(8).hex()
