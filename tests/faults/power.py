"""A disk whose power is cut: what may be on it at each moment, by what was synced. After ALICE and CrashMonkey."""

import random
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from tests.faults.calls import Call

BLOCK = 4096
Files = dict[str, bytes]
_MOST = 4
"""Names not synced of which every combination is looked at."""


@dataclass
class Disk:
    """Follows the calls on a folder. A name is on the disk once the folder is synced, and may be before; the bytes of a file
    once it is synced, and some blocks of them, or zeros in their place, before."""

    folder: Path
    chance: random.Random
    moments: list[tuple[int, Files]] = field(default_factory=list)
    _names: dict[str, int] = field(default_factory=dict)
    _now: dict[str, int] = field(default_factory=dict)
    _pending: list[dict[str, int | None]] = field(default_factory=list)
    _synced: dict[int, bytes] = field(default_factory=dict)
    _written: dict[int, bytes] = field(default_factory=dict)

    def begin(self) -> None:
        """Take what is in the folder as synced."""
        for one in self.folder.iterdir():
            if one.suffix != ".lock":
                made = self._new_file()
                self._synced[made] = self._written[made] = one.read_bytes()
                self._now[one.name] = self._names[one.name] = made

    def done(self, call: Call) -> None:
        """A call was done."""
        if call.name == "open" and call.file and call.file not in self._now and (self.folder / call.file).exists():
            self._link({call.file: self._new_file()})
        elif call.name in ("write", "ftruncate") and call.file in self._now:
            self._written[self._now[call.file]] = (self.folder / call.file).read_bytes()
        elif call.name in ("fsync", "fdatasync"):
            if not call.file:
                self._names, self._pending = dict(self._now), []
            elif call.file in self._now:
                made = self._now[call.file]
                self._synced[made] = self._written[made]
        elif call.name in ("replace", "rename"):
            self._link({call.other: self._now[call.file], call.file: None})
        elif call.name == "unlink":
            self._link({call.file: None})

    def cut(self, acknowledged: int) -> None:
        """Note what may be on the disk were the power cut now."""
        pending = self._pending[-_MOST:]
        for chosen in product((False, True), repeat=len(pending)):
            names: dict[str, int | None] = dict(self._names)
            for change, taken in zip(pending, chosen, strict=True):
                if taken:
                    names |= change
            there = {name: made for name, made in names.items() if made is not None}
            for kind in ("synced", "written", "blocks"):
                files = {name: self._bytes(made, kind) for name, made in there.items()}
                if (acknowledged, files) not in self.moments[-40:]:
                    self.moments.append((acknowledged, files))

    def _bytes(self, made: int, kind: str) -> bytes:
        old, new = self._synced[made], self._written[made]
        if kind != "blocks" or old == new:
            return old if kind == "synced" else new
        if len(new) < len(old):
            return self.chance.choice((old, new))
        found = bytearray(old.ljust(len(new), b"\0"))
        for place in range(0, len(new), BLOCK):
            if self.chance.random() < 0.5:
                found[place : place + BLOCK] = new[place : place + BLOCK]
        return bytes(found[: self.chance.randint(len(old), len(new))])

    def _link(self, change: dict[str, int | None]) -> None:
        self._pending.append(change)
        for name, made in change.items():
            if made is None:
                self._now.pop(name, None)
            else:
                self._now[name] = made

    def _new_file(self) -> int:
        made = len(self._written)
        self._synced[made] = self._written[made] = b""
        return made
