"""GivenSuggester: proposals known beforehand, for tests and pictures."""

import threading
from collections.abc import Sequence
from itertools import count

from annotations.article import Article
from annotations.entity import Proposal, Span
from annotations.suggest.answers import Done, Found, OnAnswer


class GivenSuggester:
    """Answers at once, on a thread of its own, with the given proposals that lie in what was asked."""

    model = "given"

    def __init__(self, proposals: Sequence[Proposal]) -> None:
        self._proposals = tuple(proposals)
        self._numbers = count(1)

    def suggest(self, article: Article, spans: Sequence[Span], on_answer: OnAnswer) -> int:
        request = next(self._numbers)
        inside = tuple(p for p in self._proposals if any(start <= p.start and p.end <= end for start, end in spans))
        words = sum(len(article.text[start:end].split()) for start, end in spans)

        def answer() -> None:
            on_answer(Found(request, tuple(spans), inside))
            on_answer(Done(request, "model:given", words))

        threading.Thread(target=answer, daemon=True).start()
        return request

    def cancel(self, request: int) -> None:
        """What is given is never late enough to be cancelled."""

    def stop(self) -> None:
        """Nothing runs on."""
