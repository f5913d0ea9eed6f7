"""Teaching: what a worker is asked to learn and what comes of it, as values and as messages; and the learning itself.

A request: ``verb`` ``learn`` with ``id``, ``model`` (name, path or empty), ``language``, ``start`` (the folder of a pipeline to
go on from, or empty), ``into`` (the folder to save to, not there yet), ``labels`` ``[[name, [what means it, ...]], ...]``,
``seed``, and ``articles`` ``[{"uid", "text", "entities", "open", "part"}, ...]``, where ``part`` is ``new``, ``earlier`` or
``kept``; they come in several messages, the last one with ``last`` true. Answered with any number of ``progress`` (``done``,
``of``), then ``done`` with ``base``, ``path`` (empty where what was learned is given up), ``how`` (``tuned`` or ``warm``),
``articles`` (how many it has learned from in all), ``used``, and ``before``, ``after``, ``entities``, ``fell``, ``saves``
where articles were kept; or ``error`` with ``why``.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from annotations.labels import Label, LabelSet
from annotations.suggest.examples import Finished
from annotations.suggest.guard import Verdict
from annotations.suggest.models import choose

OnProgress = Callable[[int, int], None]
"""Called with how much is done, and of how much."""
_STEPS = 100
"""Steps of progress an article."""
_TOGETHER = 1 << 20
"""Code points in one message, about."""


class LearningError(Exception):
    """Nothing was learned and the model in use stays; the message is one or two plain lines: what, and what to do."""


class Request(NamedTuple):
    """What to learn, from which articles, and where to save it; ``start`` is a pipeline to go on from.

    The ``new`` articles are learned one after the other, each with some of the ``earlier`` and of those before it; the
    ``kept`` ones judge.
    """

    model: str
    language: str
    into: Path
    labels: LabelSet
    new: Sequence[Finished]
    earlier: Sequence[Finished] = ()
    kept: Sequence[Finished] = ()
    start: Path | None = None
    seed: int = 0


class Outcome(NamedTuple):
    """What came of it: the name of the model it began as, the pipeline's folder, None where it was worse and is given up;
    ``kind`` is ``tuned`` or ``warm``; how many ``articles`` it has learned from in all; the verdict, where some were kept out.
    ``used``: whether it is to suggest already."""

    base: str
    path: Path | None
    kind: str
    articles: int
    verdict: Verdict | None
    used: bool = True


def learn(request: Request, on_progress: OnProgress) -> Outcome:
    """Learn, judge and save. What ``on_progress`` raises ends it, with nothing saved. Raises ModelError, OSError."""
    from annotations.suggest.learning import Learner
    from annotations.suggest.trained import save

    base = choose(request.model, request.language)
    if request.start is None:
        learner = Learner.begin(base, request.labels, request.seed)
    else:
        learner = Learner.go_on(base, choose(str(request.start), ""), request.labels, request.seed)
    total, earlier = _STEPS * len(request.new) + len(request.kept), list(request.earlier)
    for number, article in enumerate(request.new):
        begun = _STEPS * number

        def told(done: int, all_: int, begun: int = begun) -> None:
            on_progress(begun + _STEPS * done // all_, total)

        learner.study(article, earlier, told)
        earlier.append(article)
    on_progress(_STEPS * len(request.new), total)
    judged = learner.judged(request.kept) if any(one.entities for one in request.kept) else None
    kind = "warm" if learner.warm else "tuned"
    on_progress(total, total)
    if judged is not None and judged.fell:
        return Outcome(base.name, None, kind, learner.seen, judged, False)
    # Each is another edition, so that what an older one covered is known not to be covered by this one.
    learner.nlp.meta["version"] = f"{base.version or '0.0'}.{request.into.parent.name}"
    save(learner.nlp, request.into)
    return Outcome(base.name, request.into, kind, learner.seen, judged, learner.useful(judged))


def messages(number: int, request: Request) -> Iterator[dict[str, object]]:
    """The request as messages."""
    message: dict[str, object] = {
        "id": number,
        "verb": "learn",
        "model": request.model,
        "language": request.language,
        "start": str(request.start or ""),
        "into": str(request.into),
        "labels": [[label.name, list(label.sources)] for label in request.labels.labels],
        "seed": request.seed,
    }
    rows: list[dict[str, object]] = []
    size = 0
    for part, articles in (("earlier", request.earlier), ("kept", request.kept), ("new", request.new)):
        for one in articles:
            rows.append({**one._asdict(), "part": part})
            size += len(one.text)
            if size > _TOGETHER:
                yield message | {"articles": rows, "last": False}
                rows, size = [], 0
    yield message | {"articles": rows, "last": True}


def asked(message: Mapping[str, Any], articles: Sequence[Mapping[str, Any]]) -> Request:
    """The request that the last message makes, with the articles of all. Raises ValueError, TypeError, LookupError."""
    labels = tuple(Label(str(name), sources=tuple(map(str, sources))) for name, sources in message["labels"])
    parts: dict[str, list[Finished]] = {"new": [], "earlier": [], "kept": []}
    for row in articles:
        parts[row["part"]].append(
            Finished(
                str(row["uid"]),
                str(row["text"]),
                tuple((int(start), int(end), str(label)) for start, end, label in row["entities"]),
                tuple((int(start), int(end)) for start, end in row["open"]),
            )
        )
    return Request(
        str(message["model"]),
        str(message["language"]),
        Path(message["into"]),
        LabelSet("", labels),
        parts["new"],
        parts["earlier"],
        parts["kept"],
        Path(message["start"]) if message["start"] else None,
        int(message["seed"]),
    )


def answered(outcome: Outcome) -> dict[str, object]:
    """The outcome as an answer, without its id."""
    scores = {} if outcome.verdict is None else outcome.verdict._asdict()
    path = str(outcome.path or "")
    return {
        "kind": "done",
        "base": outcome.base,
        "path": path,
        "how": outcome.kind,
        "articles": outcome.articles,
        "used": outcome.used,
        **scores,
    }


def outcome(answer: Mapping[str, Any]) -> Outcome:
    """The outcome that an answer tells. Raises ValueError, TypeError, LookupError."""
    scores = None
    if "entities" in answer:
        scores = Verdict(
            float(answer["before"]), float(answer["after"]), int(answer["entities"]), bool(answer["fell"]), bool(answer["saves"])
        )
    path = Path(answer["path"]) if answer["path"] else None
    return Outcome(str(answer["base"]), path, str(answer["how"]), int(answer["articles"]), scores, bool(answer["used"]))
