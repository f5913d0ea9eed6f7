"""Snapshot: a project file as it stood when it was opened. A long one is read where it is asked for; its checksum, which
licenses that, is verified behind, while all of it is taken into memory, so that no later change of the file matters."""

import os
from hashlib import blake2b
from pathlib import Path
from threading import Lock, Thread

from annotations.store import disk
from annotations.store.content import SUM_LENGTH
from annotations.store.disk import Identity
from annotations.store.errors import NotUnderstood
from annotations.store.parsing import placed, sums_of
from annotations.store.salvage import read_damaged

EAGER = 1 << 22
"""A file of up to so many bytes is read and verified at once."""
_PIECE = 1 << 20
_BLOCK = 1 << 12


class Snapshot:
    """``content`` is what the file holds; ``sum`` its checksum in hexadecimal, with which a journal names it; ``known`` which
    file it was; ``lost`` says in words what could not be read of a damaged one.

    Raises NotUnderstood for a file that is no project of ours.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lost: tuple[str, ...] = ()
        self._pieces: list[bytes] = []
        self._sound = False
        self._reading = Lock()
        self._behind: Thread | None = None
        try:
            self._descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0))
        except OSError as error:
            raise self._unreadable(error) from error
        try:
            self.known: Identity = disk.identity_of(self._descriptor)
            self._open()
        except OSError as error:
            raise self._unreadable(error) from error
        finally:
            if self._behind is None:
                self._take(self._pieces)

    @property
    def sound(self) -> bool:
        """Whether the file is as we wrote it; waits until that is known."""
        if self._behind is not None:
            self._behind.join()
            self._behind = None
        return self._sound

    @property
    def verified(self) -> bool:
        """Whether ``sound`` is known by now."""
        return self._behind is None or not self._behind.is_alive()

    def take_damaged(self) -> None:
        """Take in place of ``content`` what can be read of the file. Raises NotUnderstood where that is nothing."""
        found, self.lost = read_damaged(b"".join(self._pieces), self.path.name)
        self.content, self.sum, self.format, self._sound = found.content, found.sum, found.format, found.sound

    @property
    def sums(self) -> tuple[str, str]:
        """The checksums of a damaged file: the damage may be in nothing but the one that it claims."""
        return sums_of(b"".join(self._pieces))

    def _open(self) -> None:
        size = self.known[2]
        found = placed(self._read, size) if size > EAGER else None
        if found is not None:
            self.content, self.sum, self.format = found.content, found.sum, found.format
            self._behind = Thread(target=self._verify, args=(size,), daemon=True)
            self._behind.start()
            return
        place = 0
        while piece := self._read(place, _PIECE):
            self._pieces.append(piece)
            place += len(piece)
        self.take_damaged()
        if self._sound:
            self._pieces = []  # the content reads from the whole

    def _unreadable(self, error: OSError) -> NotUnderstood:
        return NotUnderstood(f"{self.path.name} could not be read: {disk.why(error)}. Give another file with -p.")

    def _read(self, start: int, length: int) -> bytes:
        # Whoever verifies closes the descriptor, and another may get its number: no look at it without the lock.
        with self._reading:
            if self._descriptor >= 0:
                return _read_at(self._descriptor, length, start)
        first, end = start // _PIECE, start + length
        pieces = enumerate(self._pieces[first : (end - 1) // _PIECE + 1], first)
        return b"".join(piece[max(0, start - n * _PIECE) : end - n * _PIECE] for n, piece in pieces)

    def _take(self, pieces: list[bytes]) -> None:
        """Read from memory from now on, and let the file go."""
        with self._reading:
            self._pieces = pieces
            if self._descriptor >= 0:
                os.close(self._descriptor)
                self._descriptor = -1

    def _verify(self, size: int) -> None:
        # Piece by piece: one block of so many bytes would be made while every other thread stands still.
        pieces: list[bytes] = []
        seen = blake2b(digest_size=16)
        for place in range(0, size, _PIECE):
            pieces.append(self._piece(place, min(_PIECE, size - place)))
            seen.update(memoryview(pieces[-1])[: max(0, size - SUM_LENGTH - place)])
        try:
            same = disk.identity_of(self._descriptor) == self.known
        except OSError:
            same = False
        self._take(pieces)
        self._sound = same and seen.hexdigest() == self.sum

    def _piece(self, start: int, length: int) -> bytes:
        """So many bytes from there on; zeros for what the disk does not give, or the file does not have any more."""
        try:
            found = self._read(start, length)
        except OSError:
            if length <= _BLOCK:
                return bytes(length)
            blocks = range(start, start + length, _BLOCK)
            return b"".join(self._piece(place, min(_BLOCK, start + length - place)) for place in blocks)
        return found + bytes(length - len(found))


def _read_at(descriptor: int, length: int, start: int) -> bytes:
    """So many bytes of a file from there on, or fewer at its end; by one caller at a time. Raises OSError."""
    if hasattr(os, "pread"):
        return os.pread(descriptor, length, start)
    os.lseek(descriptor, start, os.SEEK_SET)  # where there is none, as on Windows
    return os.read(descriptor, length)
