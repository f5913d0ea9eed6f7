"""Cache: what is worth keeping of articles that nobody decided on, and where an article was decided on before.

One small file an article, by the sha256 of its text, in the user's cache folder. Losing it loses no decision, so
whatever goes wrong here is passed over in silence.
"""

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from annotations.entity import Entity
from annotations.progress import Progress
from annotations.store.schema import entity_from, entity_row, progress_from, progress_row


class Cached(NamedTuple):
    """What was known of an article when the reader left it without a decision."""

    progress: Progress
    entities: tuple[Entity, ...]


class Cache:
    """A folder of such files, made at the first one. ``sha256`` is the article's."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, sha256: str) -> Cached | None:
        """What was kept of an article."""
        row = self._read("articles", sha256)
        try:
            return Cached(progress_from(row["progress"]), tuple(map(entity_from, row["entities"])))
        except (KeyError, TypeError, ValueError):
            return None

    def save(self, sha256: str, progress: Progress, entities: Iterable[Entity]) -> None:
        """Keep this of an article."""
        rows = [entity_row(entity) for entity in entities]
        self._write("articles", sha256, {"progress": progress_row("", progress, {}), "entities": rows})

    def forget(self, sha256: str) -> None:
        """Drop what was kept: a project has it now."""
        with suppress(OSError):
            self._file("articles", sha256).unlink(missing_ok=True)

    def projects(self, sha256: str) -> list[Path]:
        """The projects that have decisions on an article, those that are still there."""
        paths = self._read("projects", sha256).get("paths", [])
        found = [Path(path) for path in paths if isinstance(path, str)] if isinstance(paths, list) else []
        return [path for path in found if path.is_file()]

    def note_project(self, sha256: str, project: Path) -> None:
        """Remember that this project has decisions on an article."""
        known = self.projects(sha256)
        if project not in known:
            self._write("projects", sha256, {"paths": [str(path) for path in (*known, project)]})

    def last(self, project: Path) -> str:
        """The uid of the article that was open in a project when it was left, empty where that is not known."""
        uid = self._read("last", _key(project)).get("article", "")
        return uid if isinstance(uid, str) else ""

    def note_last(self, project: Path, uid: str) -> None:
        """Remember which article was open in a project."""
        self._write("last", _key(project), {"project": str(project), "article": uid})

    def _file(self, kind: str, name: str) -> Path:
        return self._folder / kind / f"{name}.json"

    def _read(self, kind: str, name: str) -> dict[str, Any]:
        try:
            found = json.loads(self._file(kind, name).read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def _write(self, kind: str, name: str, row: Mapping[str, object]) -> None:
        file = self._file(kind, name)
        temporary = file.with_suffix(f".{os.getpid()}.tmp")
        with suppress(OSError, TypeError, ValueError):
            file.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_text(json.dumps(row, separators=(",", ":")), "ascii")
            temporary.replace(file)


def _key(project: Path) -> str:
    return sha256(os.fsencode(project)).hexdigest()
