"""Clipboards: which there are to hand a text to, and handing it over.

The terminal's is asked for with OSC 52, which it may ignore, and never answers. Those of local programs are a choice made of
the environment and of what is on the ``PATH``, after Neovim's (``runtime/autoload/provider/clipboard.vim``) and Helix's
(``helix-view/src/clipboard.rs``). Over ssh such a program would write the clipboard of a machine that nobody sits at; tmux
hands the text on to the terminal that it is attached from, so that it is asked wherever it runs.
"""

import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from os.path import isabs
from typing import NamedTuple

from annotations.safe import safe

MOST = 74_994
"""Bytes of UTF-8 that terminals take by OSC 52: 100,000 bytes of the sequence, by hterm's ``osc52.sh``. Some take less."""
LIMIT = 2.0
"""Seconds that a program has to take a text."""


class Program(NamedTuple):
    """A program that takes a text on its standard input, by the name that a reader knows it by. ``environ`` is added to what
    it finds in its environment."""

    name: str
    command: tuple[str, ...]
    encoding: str = "utf-8"
    environ: tuple[tuple[str, str], ...] = ()


class Handed(NamedTuple):
    """The names of the programs that took a text, and of those that did not where none in their place did."""

    took: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def clipboards(environ: Mapping[str, str], which: Callable[[str], str | None], platform: str) -> list[list[Program]]:
    """The clipboards that there are beside the terminal's: for each the programs that reach it, the best first.

    ``which`` finds a program on the ``PATH``, ``platform`` is ``sys.platform``. A program in a folder that depends on the
    current one is not run: an article's folder is somebody else's.
    """

    def there(found: Iterable[Program]) -> list[Program]:
        paths = ((program, which(program.command[0])) for program in found)
        return [one._replace(command=(path, *one.command[1:])) for one, path in paths if path is not None and isabs(path)]

    local = [] if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY") else _local(environ, platform)
    tmux = [Program("tmux", ("tmux", "load-buffer", *to, "-")) for to in (("-w",), ())] if environ.get("TMUX") else []
    return [found for found in (there(local), there(tmux)) if found]


def _local(environ: Mapping[str, str], platform: str) -> list[Program]:
    """The programs for where one sits, whether they are there or not."""
    found = []
    if platform == "darwin":  # without a locale it takes UTF-8 for Mac Roman
        found.append(Program("pbcopy", ("pbcopy",), environ=(("LC_CTYPE", "UTF-8"),)))
    if environ.get("WAYLAND_DISPLAY"):
        found.append(Program("wl-copy", ("wl-copy", "--type", "text/plain")))
    if environ.get("DISPLAY"):
        found.append(Program("xclip", ("xclip", "-in", "-selection", "clipboard")))
        found.append(Program("xsel", ("xsel", "--input", "--clipboard")))
    if environ.get("WSL_DISTRO_NAME") or environ.get("WSL_INTEROP"):  # takes UTF-8 for the code page, and keeps a BOM
        found.append(Program("clip.exe", ("clip.exe",), "utf-16-le"))
    return found


def hand_over(text: str, places: Sequence[Sequence[Program]], environ: Mapping[str, str]) -> Handed:
    """Hand a text to the first program of each place that takes it. Blocks, ``LIMIT`` seconds a program at most; raises
    nothing where one fails."""
    took: list[str] = []
    refused: list[str] = []
    for programs in places:
        taker = next((program.name for program in programs if _takes(program, text, environ)), None)
        if taker is not None:
            took.append(taker)
        else:
            refused += dict.fromkeys(program.name for program in programs)
    return Handed(tuple(took), tuple(refused))


def _takes(program: Program, text: str, environ: Mapping[str, str]) -> bool:
    """Whether the program took a text. It stays when this process and its terminal go, since on X11 and Wayland the program
    is the clipboard; nothing that it says is shown, and it does not hold on to the current folder."""
    try:
        done = subprocess.run(
            program.command,
            input=encodable(text).encode(program.encoding),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=LIMIT,
            cwd="/",
            env={**environ, **dict(program.environ)},
            start_new_session=True,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def encodable(text: str) -> str:
    """The text as a clipboard can hold it: a lone surrogate, which no encoding has, is U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if not text.isascii() else text


def for_terminal(text: str) -> str | None:
    """The text as the terminal may be asked to take it; None where it is longer than ``MOST``: what is cut off somewhere is
    not what was copied, and some terminals print what they do not take."""
    return encodable(text) if size(text) <= MOST else None


def size(text: str) -> int:
    """Bytes of a text in UTF-8, as a clipboard can hold it."""
    return len(encodable(text).encode())


def unseen(text: str) -> str:
    """What there is in a text that does not show, and that a shell it is pasted into acts on: ``2 invisible characters and 1
    line break``; empty where there is none."""
    hidden, breaks = sum(a != b for a, b in zip(text, safe(text), strict=True)), text.count("\n")
    parts = [(hidden, "invisible character"), (breaks, "line break")]
    return " and ".join(f"{count} {what}{'' if count == 1 else 's'}" for count, what in parts if count)
