"""SLATE, the terminal annotator to compare with: installed in an environment of its own, its file of annotations, its keys.

SLATE 1.1.3 (PyPI ``slate-nlp``): ``;`` is the next token, ``}`` ten lines down, ``I`` and ``O`` the first and the last line,
a number before ``o`` so many lines down, ``\\`` begins a search that ``?`` ends and ``n`` repeats, a blank and a letter label
what is under the cursor, ``u`` takes that off. It draws the whole screen at every key and marks no frames.
"""

import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from subprocess import CalledProcessError, TimeoutExpired, run

from annotations.entity import Span
from tests.bench.places import NotHere

PACKAGE = "slate-nlp==1.1.3"
NEXT_TOKEN, PAGE, FIRST, LAST, FOUND, BLANK, LABEL, UNLABEL = ";", "}", "I", "O", "n", " ", "a", "u"
_LABELS = "asdv"


def installed(folder: Path) -> Path:
    """The command, installed below this folder unless it is there. Raises NotHere where it cannot be."""
    command = folder / "bin" / "slate"
    if not command.exists():
        try:
            run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True, timeout=120)
            pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE]
            run(pip, check=True, capture_output=True, timeout=120)
        except (CalledProcessError, TimeoutExpired, OSError) as error:
            raise NotHere(f"{PACKAGE} cannot be installed in {folder}: {error}") from error
    return command


def annotations(text: str, spans: Sequence[Span]) -> Iterator[str]:
    """The lines of its file for spans of whole tokens, none broken over two lines: ``((line, token), (line, token)) - label``."""
    starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
    for turn, (start, end) in enumerate(spans):
        line = bisect_right(starts, start) - 1
        first = len(text[starts[line] : start].split())
        last = first + len(text[start:end].split()) - 1
        where = f"({line}, {first})" if first == last else f"(({line}, {first}), ({line}, {last}))"
        yield f"{where} - label:{_LABELS[turn % len(_LABELS)]}\n"


def search(words: str) -> str:
    """The keys that set what ``FOUND`` looks for."""
    return f"\\{words}?"


def down(lines: int) -> str:
    """The keys that go so many lines down that are not blank, and one more; as many keys for any number below 99,999."""
    return f"{lines + 1:05}o"
