"""Snapshot: a project file as it stood when it was opened. A long one is read where it is asked for; its checksum, which
licenses that, is verified behind, while all of it is taken into memory, so that no later change of the file matters."""

import os
from hashlib import blake2b
from pathlib import Path
from threading import Thread

from annotations.store import disk
from annotations.store.content import FORMAT, SUM_LENGTH
from annotations.store.disk import Identity
from annotations.store.errors import Damaged, NotUnderstood
from annotations.store.parsing import claimed_sum, parsed, placed
from annotations.store.salvage import salvaged, sifted

EAGER = 1 << 22
"""A file of up to so many bytes is read and verified at once."""
_PIECE = 1 << 23


class Snapshot:
    """``content`` is what the file holds; ``sum`` its checksum in hexadecimal, with which a journal names it; ``known`` which
    file it was; ``lost`` says in words what could not be read of a damaged one.

    Raises NotUnderstood for a file that is no project of ours.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lost: tuple[str, ...] = ()
        self._data: bytes | bytearray = b""
        self._sound = True
        self._behind: Thread | None = None
        try:
            self._descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0))
            self.known: Identity = disk.identity_of(self._descriptor)
            self._open()
        except OSError as error:
            raise NotUnderstood(f"{path.name} could not be read: {disk.why(error)}. Give another file with -p.") from error

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
        data = bytes(self._data)
        try:
            found = parsed(data, self.path.name)
            self.content, self.sum, self.format = found.content, found.sum, found.format
            self.lost = sifted(found.content)
        except Damaged as error:
            self.content, self.lost = salvaged(data)
            self.sum, self.format = claimed_sum(data), FORMAT
            if not self.content.order:
                raise error

    def _open(self) -> None:
        size = self.known[2]
        found = placed(self._read, size) if size > EAGER else None
        if found is not None:
            self.content, self.sum, self.format = found.content, found.sum, found.format
            self._behind = Thread(target=self._verify, args=(size,), daemon=True)
            self._behind.start()
            return
        self._data = self._whole()
        os.close(self._descriptor)
        self._descriptor = -1
        try:
            known = parsed(self._data, self.path.name)
            self.content, self.sum, self.format, self._sound = known.content, known.sum, known.format, known.sound
            if not known.sound:
                self.lost = sifted(known.content)
        except Damaged:
            self._sound = False
            self.take_damaged()

    def _read(self, start: int, length: int) -> bytes:
        if self._data:
            return bytes(self._data[start : start + length])
        return os.pread(self._descriptor, length, start)

    def _whole(self) -> bytes:
        pieces = []
        place = 0
        while piece := os.pread(self._descriptor, _PIECE, place):
            pieces.append(piece)
            place += len(piece)
        return b"".join(pieces)

    def _verify(self, size: int) -> None:
        data, place, digest = bytearray(size), 0, blake2b(digest_size=16)
        try:
            while place < size:
                count = os.preadv(self._descriptor, [memoryview(data)[place : place + _PIECE]], place)
                if not count:
                    break
                digest.update(memoryview(data)[place : min(place + count, size - SUM_LENGTH)])
                place += count
            same = disk.identity_of(self._descriptor) == self.known
            self._sound = same and place == size and digest.hexdigest() == self.sum
        except OSError:
            self._sound = False
            return
        # The descriptor stays open: another thread may be reading through it just now.
        self._data = data
