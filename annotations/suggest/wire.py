"""The wire between a suggester and its worker: JSON objects in UTF-8, each after its length in four bytes, big end first."""

import json
from collections.abc import Mapping
from typing import IO

_MOST = 1 << 28
"""Bytes of the longest message believed; more means that the two sides do not understand each other."""


class WireError(Exception):
    """What arrived is no message."""


def send(stream: IO[bytes], message: Mapping[str, object]) -> None:
    """Write one message and flush it. Raises OSError, or ValueError on a closed stream."""
    data = json.dumps(message, separators=(",", ":")).encode("ascii")
    stream.write(len(data).to_bytes(4, "big") + data)
    stream.flush()


def receive(stream: IO[bytes]) -> dict[str, object] | None:
    """The next message, waiting for it; None at the end of input. Raises WireError for anything else."""
    head = stream.read(4)
    if not head:
        return None
    length = int.from_bytes(head, "big")
    if len(head) < 4 or length > _MOST:
        raise WireError("no length")
    data = stream.read(length)
    if len(data) < length:
        raise WireError("input ended inside a message")
    try:
        message = json.loads(data)
    except ValueError as error:
        raise WireError("not JSON") from error
    if not isinstance(message, dict):
        raise WireError("not an object")
    return message
