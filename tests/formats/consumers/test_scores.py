"""Our scores beside those of nervaluate and seqeval, on real texts with the default model's suggestions."""

import json
from pathlib import Path
from typing import Any

import pytest

from annotations.labels import label_set
from annotations.review.evaluation import Evaluation, Scheme, Score, aligned, evaluation
from tests.bench.gold import clean, labels_for, read_gold, suggestions
from tests.formats.consumers.test_rows import asked

pytestmark = [pytest.mark.slow, pytest.mark.model]

Texts = list[dict[str, Any]]


@pytest.fixture(scope="module", params=["wikigold", "re3d"])
def judged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Evaluation]:
    """A file of texts with their gold and found entities, and what we say of them."""
    from tests.conftest import SHARED

    if not SHARED.is_dir():
        pytest.skip("no ../shared beside this checkout")
    folder = tmp_path_factory.mktemp("scores")
    documents = read_gold(SHARED / f"samples/ner/{request.param}_dev.jsonl")
    labels = label_set(labels_for(documents, None, folder))
    texts: Texts = []
    for one, found in zip(documents, suggestions(documents), strict=True):
        kept = clean(one.text, found, {label: labels.mapped(label) for *_, label, _ in found})
        texts.append({"length": len(one.text), "gold": one.entities, "found": kept})
    (folder / "texts.json").write_text(json.dumps(texts), "utf-8")
    result = evaluation(aligned(one["gold"], one["found"]) for one in texts)
    assert result.overall(Scheme.STRICT).gold.total > 1000
    return folder / "texts.json", result


NERVALUATE = """
import json, sys
from nervaluate import Evaluator
texts = json.load(open(sys.argv[1], encoding="utf-8"))
def spans(rows):
    return [{"label": label, "start": start, "end": end - 1} for start, end, label in rows]  # its ends are inclusive
tags = sorted({label for one in texts for rows in (one["gold"], one["found"]) for *_, label in rows})
sides = [[spans(one[side]) for one in texts] for side in ("gold", "found")]
answer = Evaluator(*sides, tags=tags, loader="dict").evaluate()
fields = ("correct", "incorrect", "partial", "missed", "spurious", "precision", "recall", "f1")
def said(schemes):
    return {name: [getattr(score, field) for field in fields] for name, score in schemes.items()}
print(json.dumps([said(answer["overall"]), {label: said(schemes) for label, schemes in answer["entities"].items()}]))
"""


def test_nervaluate_counts_what_we_count_but_for_type_where_it_depends_on_the_order_of_what_was_found(
    judged: tuple[Path, Evaluation],
) -> None:
    path, ours = judged
    overall, labels = asked("tags", NERVALUATE, path)  # type: ignore[misc]
    for name, scheme in {"strict": Scheme.STRICT, "exact": Scheme.BOUNDARY, "partial": Scheme.PARTIAL}.items():
        assert overall[name] == pytest.approx(counted(ours.overall(scheme)))
    for label in ours.labels:
        score = ours.label(label, Scheme.STRICT)
        assert labels[label]["strict"][5:7] == pytest.approx([score.precision or 0, score.recall or 0])
    # It gives a gold entity to the first found one that overlaps it, though a later one has its label: we to the more alike.
    ours_right, *_, missed, spurious = counted(ours.overall(Scheme.TYPE))[:5]
    assert overall["ent_type"][0] <= ours_right <= 1.05 * overall["ent_type"][0]
    assert overall["ent_type"][3:5] == [missed, spurious]


SEQEVAL = """
import json, sys
from seqeval.metrics import classification_report
from seqeval.scheme import IOB2
def tags(one, side):
    edges = sorted({0, one["length"], *(edge for rows in (one["gold"], one["found"]) for row in rows for edge in row[:2])})
    found = ["O"] * (len(edges) - 1)
    for start, end, label in one[side]:
        for place in range(edges.index(start), edges.index(end)):
            found[place] = ("B-" if edges[place] == start else "I-") + label
    return found
texts = json.load(open(sys.argv[1], encoding="utf-8"))
sides = [[tags(one, side) for one in texts] for side in ("gold", "found")]
report = classification_report(*sides, mode="strict", scheme=IOB2, output_dict=True, zero_division=0)
print(json.dumps({name: [float(row[key]) for key in ("precision", "recall", "f1-score")] for name, row in report.items()}))
"""


def test_seqeval_has_the_same_strict_scores_by_label_and_in_both_means(judged: tuple[Path, Evaluation]) -> None:
    path, ours = judged
    theirs: dict[str, list[float]] = asked("tags", SEQEVAL, path)  # type: ignore[assignment]
    assert theirs["micro avg"] == pytest.approx(ratios(ours.overall(Scheme.STRICT)))
    assert theirs["macro avg"] == pytest.approx(ours.macro(Scheme.STRICT))
    for label in ours.labels:
        assert theirs[label] == pytest.approx(ratios(ours.label(label, Scheme.STRICT)))


def counted(score: Score) -> list[float]:
    gold = score.gold
    return [gold.correct, gold.incorrect, gold.partial, gold.alone, score.found.alone, *ratios(score)]


def ratios(score: Score) -> list[float]:
    return [score.precision or 0, score.recall or 0, score.f1 or 0]
