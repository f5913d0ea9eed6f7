"""Keeping: what the reader sees of saving: rest, a slow or failing disk, a copy, the writer's changes, leaving."""

from pathlib import Path
from typing import TYPE_CHECKING

from annotations.project import Project, ProjectError

if TYPE_CHECKING:
    from tui.screens.page import ReaderPage

_WRITING = "writing a copy to"


def rest(screen: "ReaderPage") -> None:
    """Use a second without a key: remember the place, write the file anew behind, show what turned out to be otherwise."""
    reading, project = screen.reading, screen.project
    screen.remember()
    try:
        project.rest()
        project.leave_at(reading.uid)
    except ProjectError as error:
        reading.tell(str(error))
    screen.sync()


async def follow(screen: "ReaderPage") -> None:
    """Take over what the writer has done since the file was read."""
    reading, project = screen.reading, screen.project
    if project.path is None:
        reading.say("nothing to follow: this session is in no file")
        return
    if project.writing:
        reading.say("nobody to follow: this window is the one that writes")
        return
    uids = project.uids()
    if not project.follow():
        reading.say("nothing new from the writer")
        return
    whole = list(reading.uids) == uids
    changed = screen.show_anew()
    new = [uid for uid in project.uids() if uid not in uids]
    if whole and new:
        reading.uids = [*reading.uids, *new]
    parts = [f"{changed} {'entity' if changed == 1 else 'entities'} changed here" if changed else "nothing changed here"]
    if new:
        parts.append(f"{len(new)} new {'article' if len(new) == 1 else 'articles'}")
    reading.say(f"the writer's changes are shown: {', '.join(parts)}")


def copy_to(screen: "ReaderPage", name: str) -> None:
    """Save a copy under the name that was typed, beside the reader."""
    reading = screen.reading
    if not name.strip():
        reading.say("no name, no copy")
        return
    path = Path(name.strip()).expanduser().absolute()
    try:
        screen.project.copy_behind(path, lambda well: screen.copied(path, well))
    except ProjectError as error:
        reading.say(str(error))
    else:
        reading.say(f"{_WRITING} {shown(path)}")


def say_copied(screen: "ReaderPage", path: Path, well: bool) -> None:
    """Say that a copy is written; where it failed, what the project noticed is said instead, and nobody leaves before."""
    reading = screen.reading
    if reading.said.startswith(_WRITING) or not well:
        reading.said = ""
    if well:
        reading.tell(f"all that was saved is in {shown(path)} too")
    else:
        screen.leaving = False


def free_name(path: Path) -> Path:
    """A name for a copy that nothing has yet."""
    copy = path.with_name(f"{path.stem}.copy{path.suffix}")
    number = 1
    while copy.exists():
        number += 1
        copy = path.with_name(f"{path.stem}.copy-{number}{path.suffix}")
    return copy


def shown(path: Path) -> str:
    """A path as people would type it here."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def what_is_kept(project: Project) -> str:
    """What the first q says."""
    if project.path is None:
        return "nothing is kept here: q again quits"
    if project.copying:
        return "a copy is being written: q again waits for it and quits"
    if project.failed:
        return "the disk failed, perhaps not all is saved: q again quits, Ctrl+P, Save a copy"
    if project.beside is not None:
        return f"what you had is in {project.beside.name}: q again quits"
    if project.read_only:
        return "reading only, nothing to save: q again quits"
    if not project.exists:
        return "nothing decided, nothing to save: q again quits"
    if not project.writing:
        return "nothing was saved by this window: q again quits"
    if project.saving:
        return "the disk has yet to confirm: q again waits for it and quits"
    return "all saved: q again quits"


def farewell(project: Project) -> str:
    """The line on leaving, once the project is closed: where it is saved, how to continue, how to export."""
    if project.path is None:
        return "nothing was kept"
    name, option = shown(project.path), _option(project.path)
    copies = f"; a copy is in {shown(project.copies[-1])}" if project.copies else ""
    if project.failed:
        return (
            f"the disk failed: perhaps the last change is not in {name}, what was saved before is{copies}; "
            f"look: rubricate{option} --read-only"
        )
    if project.beside is not None:
        beside = _option(project.beside)
        return (
            f"another program has changed {name}, so what you had is in {shown(project.beside)}{copies}; "
            f"continue: rubricate{beside}; export: rubricate export{beside} -o annotations.jsonl"
        )
    if not project.exists:
        return "nothing could be saved, nothing was written" if project.unsaved else "nothing was decided, nothing was written"
    if project.read_only or not project.wrote:
        said = f"nothing was changed in {name}"
    elif project.journal is not None:
        said = f"saved in {name} and {project.journal.name}, which belong together"
    else:
        said = f"saved in {name}"
    return f"{said}{copies}; continue: rubricate{option}; export: rubricate export{option} -o annotations.jsonl"


def _option(path: Path) -> str:
    name = shown(path)
    return "" if name == "rubricate.json" else f" -p {name}"
