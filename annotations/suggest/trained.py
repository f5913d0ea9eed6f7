"""Where the pipelines that learned are: a folder a project, in it one for each language, of the user's own data.

In that ``record.json`` says which pipeline is in use, by a path in the folder, and what it was learned from; it is replaced
last, in one step, so that a pipeline is in use whole or not at all. A pipeline stands in a folder of its own turn under a
name that stays, the model's with ``-learned``: what a suggestion's origin says.
"""

import json
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from shutil import rmtree
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from spacy.language import Language

_RECORD = "record.json"
_FORMAT = 1
_KEPT = 2
"""Pipelines that stay: the one in use and the one before it, which a worker may be loading at this moment."""


class Record(NamedTuple):
    """What was learned in one language. ``base``: the name of the model it began as. ``place``: the pipeline in use, a path
    in the folder; empty where that is the base again. ``learned`` and ``kept``: the uids of the articles that it learned
    from, in their order, and of those kept out. F1 on the latter ``before`` and ``after``, None where there are none. ``used``:
    whether the pipeline suggests already."""

    base: str
    place: str = ""
    learned: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    before: float | None = None
    after: float | None = None
    used: bool = True


class Trained:
    """The pipelines of one project. ``data`` is the user's data folder, ``project`` the project's file."""

    def __init__(self, data: Path, project: Path) -> None:
        path = os.path.realpath(project)
        key = sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:12]
        self.folder = data / "learned" / f"{project.stem[:40]}-{key}"

    def languages(self) -> list[str]:
        """The codes of the languages that something was learned in."""
        try:
            return sorted(one.name for one in self.folder.iterdir() if (one / _RECORD).is_file())
        except OSError:
            return []

    def record(self, language: str) -> Record | None:
        """What was learned in a language; None where nothing was, or the record cannot be read."""
        try:
            row = json.loads((self.folder / language / _RECORD).read_text("utf-8"))
            if row["format"] != _FORMAT:
                return None
            return Record(
                str(row["base"]),
                str(row["place"]),
                tuple(map(str, row["learned"])),
                tuple(map(str, row["kept"])),
                None if row["before"] is None else float(row["before"]),
                None if row["after"] is None else float(row["after"]),
                bool(row["used"]),
            )
        except (OSError, ValueError, TypeError, LookupError):
            return None

    def pipeline(self, language: str) -> Path | None:
        """The folder of the pipeline that learned, as ``spacy.load`` takes it; None where it is the base."""
        record = self.record(language)
        if record is None or not record.place:
            return None
        folder = self.folder / language / record.place
        return folder if (folder / "meta.json").is_file() else None

    def in_use(self) -> dict[str, str]:
        """The pipelines that suggest, by language."""
        records = {language: self.record(language) for language in self.languages()}
        used = [language for language, record in records.items() if record is not None and record.used]
        return {language: str(folder) for language in used if (folder := self.pipeline(language))}

    def room(self, language: str, base: str) -> Path:
        """A place for a new pipeline, that is not there yet."""
        turns = [int(one.name) for one in self._turns(language)]
        return self.folder / language / str(max(turns, default=0) + 1) / f"{base}-learned"

    def put(self, language: str, record: Record) -> None:
        """Make this what is in use, in one step; what is no longer needed goes. Raises OSError."""
        folder = self.folder / language
        folder.mkdir(parents=True, exist_ok=True)
        beside = folder / f".{_RECORD}.{token_hex(4)}"
        try:
            with beside.open("w", encoding="utf-8") as file:
                json.dump({"format": _FORMAT, **record._asdict()}, file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, folder / _RECORD)
        finally:
            beside.unlink(missing_ok=True)
        used = record.place.split("/")[0]
        others = sorted((one for one in self._turns(language) if one.name != used), key=lambda one: -int(one.name))
        for one in others[_KEPT - 1 :] if used else others:
            rmtree(one, ignore_errors=True)

    def reset(self) -> list[str]:
        """Let everything go that was learned in this project. Returns the languages. Raises OSError where it stays."""
        languages = self.languages()
        for language in languages:  # first the records: without them the rest is unused
            (self.folder / language / _RECORD).unlink()
        if self.folder.exists():
            rmtree(self.folder)
        return languages

    def place_of(self, language: str, pipeline: Path) -> str:
        """A pipeline's path in the folder, as a record has it."""
        return pipeline.relative_to(self.folder / language).as_posix()

    def _turns(self, language: str) -> list[Path]:
        with suppress(OSError):
            return [one for one in (self.folder / language).iterdir() if one.name.isdecimal()]
        return []


def save(nlp: "Language", folder: Path) -> None:
    """Save a pipeline to a folder that is not there: written beside, synced, renamed. Raises OSError."""
    place = folder.parent
    place.mkdir(parents=True, exist_ok=True)
    beside = place / f".{token_hex(4)}"
    try:
        nlp.to_disk(beside)
        for path in sorted(beside.rglob("*")):
            _sync(path)
        os.rename(beside, folder)
        _sync(place)
    finally:
        rmtree(beside, ignore_errors=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
