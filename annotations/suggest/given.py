"""GivenSuggester: suggestions that are known before, from a list or a file; for tests, the demo and other programs' output."""

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path

from annotations.article import Article
from annotations.entity import Proposal
from annotations.span import Span
from annotations.suggest.answers import Done, Found, OnAnswer
from annotations.suggest.models import ModelError

_Known = tuple[str | None, Proposal]
"""A proposal and the text it is for, None for any."""


class GivenSuggester:
    """Answers at once, on the caller's thread, with those of the given proposals that touch the spans asked about.

    ``model`` is the name in the origin of the proposals it makes itself and of what it covered.
    """

    def __init__(self, proposals: Iterable[Proposal], model: str = "given") -> None:
        self.model = model
        self.learned: Mapping[str, str] = {}
        self._known: list[_Known] = [(None, proposal) for proposal in proposals]
        self._proper: dict[str, list[Span]] = {}
        self._numbers = count(1)

    @classmethod
    def read(cls, path: Path) -> "GivenSuggester":
        """From a JSON file, a list, or a JSONL file, a line each, of two kinds of rows.

        ``[start, end, label]`` or ``[start, end, label, score]`` is for any article; ``{"text": ..., "entities": [...]}``
        holds such rows for the article of exactly that text, and as ``"proper": [[start, end], ...]`` all its runs of proper
        nouns where it tells them. The name is the file's, without its suffix. Raises ModelError.
        """
        suggester = cls([], path.stem)
        try:
            text = path.read_text("utf-8")
            lines = path.suffix == ".jsonl"
            rows = [json.loads(line) for line in text.split("\n") if line.strip()] if lines else json.loads(text)
            suggester._known = [known for row in rows for known in _read(row, f"model:{path.stem}")]
            suggester._proper = {str(row["text"]): _runs(row["proper"]) for row in rows if "proper" in row}
        except OSError as error:
            raise ModelError(f"the suggestions in {path} cannot be read: {error.strerror}") from error
        except (ValueError, TypeError, LookupError) as error:
            raise ModelError(
                f'the suggestions in {path} cannot be read: {error}; each is [start, end, label] or {{"text", "entities"}}'
            ) from error
        return suggester

    def suggest(self, article: Article, spans: Iterable[Span], on_answer: OnAnswer) -> int:
        """Answer about these spans before returning."""
        request, covered = next(self._numbers), tuple(spans)
        asked = sorted(covered)
        known = (proposal for text, proposal in self._known if text is None or text == article.text)
        proposals = tuple(proposal for proposal in known if _touched((proposal.start, proposal.end), asked))
        model, runs = f"model:{self.model}", self._proper.get(article.text)
        proper = None if runs is None else tuple(run for run in runs if _touched(run, asked))
        on_answer(Found(request, covered, proposals, model, proper))
        on_answer(Done(request, model, article.words))
        return request

    def cancel(self, request: int) -> None:
        """Nothing is ever under way."""

    def stop(self) -> None:
        """Nothing is ever under way."""


def _touched(one: Span, spans: Sequence[Span]) -> bool:
    """Whether a span shares a code point with one of these, which are sorted and do not overlap."""
    place = bisect_left(spans, (one[1], 0)) - 1
    return place >= 0 and spans[place][1] > one[0]


def _runs(rows: object) -> list[Span]:
    """Runs of proper nouns as a file has them. Raises ValueError or TypeError for what is none."""
    if not isinstance(rows, list):
        raise TypeError("proper is no list of [start, end]")
    return sorted((int(start), int(end)) for start, end in rows)


def _read(row: object, origin: str) -> Iterator[_Known]:
    """The proposals of one row of a file. Raises ValueError or TypeError for what is none."""
    text: str | None = None
    rows = [row]
    if isinstance(row, dict):
        text, rows = str(row["text"]), row["entities"]
    for entity in rows:
        if not isinstance(entity, list) or not isinstance(entity[2], str):
            raise ValueError(f"{json.dumps(entity)[:60]} is no suggestion")
        score = float(entity[3]) if len(entity) > 3 and entity[3] is not None else None
        yield text, Proposal(int(entity[0]), int(entity[1]), entity[2], origin, score)
