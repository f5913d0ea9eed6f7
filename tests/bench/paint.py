"""How soon the article is on the screen, and how soon a key acts: ``python -m tests.bench.paint [--json] [--pairs N]``.

In a real terminal of 110 x 32, in turns: an empty Textual app until the end of its first frame; the reader until every letter
of the article that stands there in the end stands there (``first text``), and until the end of the frame that shows the effect
of a moving key, typed as soon as anything was painted (``ready``): of an article, without a model and with the default one, of
a file of 6 MB, and of that text stored with 100,000 entities. Times run from exec. The reader leaves once it is ready; one
round that does not count comes before the others.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from shutil import copy
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from tests.bench.book import book
from tests.bench.places import ROOT, Place, Scale, reader, surroundings
from tests.bench.rows import Row, report
from tests.conftest import SHARED
from tests.terminal import CTRL_Q, FRAME_END, RIGHT, Picture, Terminal

SEED, DEMO = SHARED / "samples/seed/article.txt", ROOT / "tui/demo/article.txt"
SIZE = (110, 32)
EMPTY = "empty Textual app: first paint"
BARS = {"first text": 0.2, "ready": 1.3}
"""At most so many times an empty Textual app's first paint."""
_ABOVE, _BELOW = 1, 3
"""Rows of the screen above and below the article."""
_EMPTY_APP = "from textual.app import App\nApp().run()"


def empty_app(home: Path) -> dict[str, float]:
    """Seconds until an empty Textual app's first frame has ended."""
    with Terminal([sys.executable, "-c", _EMPTY_APP], size=SIZE, env=surroundings(home), cwd=home) as terminal:
        terminal.until(lambda: FRAME_END in terminal.output)
        terminal.quiet()
        _leave(terminal)
        return {EMPTY: terminal.time_of(terminal.frames[0])}


def article(home: Path, name: str, arguments: Sequence[str]) -> dict[str, float]:
    """Seconds until the text that these arguments open was there, and until a key had acted; ``name`` is theirs in the rows."""
    with Terminal([*reader(), *arguments], size=SIZE, env=surroundings(home), cwd=home) as terminal:
        terminal.until(lambda: bool(terminal.output))
        terminal.send(RIGHT)
        terminal.until(lambda: not terminal.read(0.3) and _focused(terminal.picture))
        rows = terminal.rows()
        _leave(terminal)
        letters = _letters(rows)
        shown = terminal.first(lambda picture: _stands(picture.rows(), letters), terminal.pieces)
        acted = terminal.first(_focused, terminal.frames)
        return {f"{name}: first text": terminal.time_of(shown), f"{name}: ready": terminal.time_of(acted)}


def _leave(terminal: Terminal) -> None:
    terminal.send(CTRL_Q)
    terminal.wait_for_exit()


def _focused(picture: Picture) -> bool:
    """Whether something of the article is in focus."""
    return any(text.strip() for text in picture.reversed_text()[_ABOVE:-_BELOW])


def _letters(rows: Sequence[str]) -> list[tuple[int, int, str]]:
    """The letters and digits of the article on the screen: row, place in it, which. What is beside the article is not
    looked at, nor marks in the margin."""
    places = [(y, rows[y].split("│")[0]) for y in range(_ABOVE, len(rows) - _BELOW)]
    return [(y, x, char) for y, text in places for x, char in enumerate(text) if char.isalnum()]


def _stands(rows: Sequence[str], letters: Sequence[tuple[int, int, str]]) -> bool:
    return all(rows[y][x : x + 1] == char for y, x, char in letters)


def measured(pairs: int) -> list[Row]:
    """The rows of this benchmark. Raises TimeoutError, with the screen, when the reader does not get ready."""
    times: dict[str, list[float]] = {}
    with TemporaryDirectory() as folder:
        home = Path(folder)
        short = str(copy(SEED if SEED.exists() else DEMO, home / "article.txt"))
        place = Place(home, book(Scale().size, Scale().names), Scale())
        long = home / "long.txt"
        long.write_text(f"{place.long.text}\n", "utf-8")  # another article than the stored one, with a place of its own
        asked = {
            "reader, model none": [short, "--model", "none"],
            "reader, default model": [short],
            "reader, 6 MB": [str(long), "--model", "none"],
            "reader, 6 MB stored": ["-p", str(place.project("stored", place.long.text, place.long.names)), "--model", "none"],
        }
        ways: list[Callable[[], dict[str, float]]] = [
            lambda: empty_app(home),
            *(partial(article, home, name, arguments) for name, arguments in asked.items()),
        ]
        for number in range(pairs + 1):
            for way in ways if number % 2 else ways[::-1]:
                for name, seconds in way().items():
                    if number:
                        times.setdefault(name, []).append(seconds)
    return [Row("pairs", pairs, ""), *_told(times)]


def _told(times: dict[str, list[float]]) -> list[Row]:
    rows = []
    for name in [EMPTY, *(name for name in sorted(times) if name != EMPTY)]:
        tenths = quantiles(times[name], n=10, method="inclusive")
        rows += [
            Row(f"{name}: median", 1000 * median(times[name]), "ms"),
            Row(f"{name}: tenth of the times below", 1000 * tenths[0], "ms"),
            Row(f"{name}: tenth of the times above", 1000 * tenths[-1], "ms"),
        ]
        bar = BARS.get(name.rpartition(": ")[2])
        if bar is not None:
            ratio = median(own / empty for own, empty in zip(times[name], times[EMPTY], strict=True))
            rows.append(Row(f"{name}, against the empty app: median of pairs", ratio, "x", bar, ratio <= bar))
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; 1 where the reader did not get ready."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.paint", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    parser.add_argument("--pairs", type=int, default=20, help="how many rounds, 2 at least")
    options = parser.parse_args(arguments)
    try:
        report("paint", measured(max(2, options.pairs)), options.json)
    except TimeoutError as error:
        print(f"the reader did not get ready: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
