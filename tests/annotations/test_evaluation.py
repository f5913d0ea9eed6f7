"""Evaluation: the four schemes, by hand and as properties, and the confusion of labels."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.review.confusion import Cell, confusion
from annotations.review.evaluation import Evaluation, Labelled, Scheme, Score, aligned, evaluation

labelled = st.tuples(st.integers(0, 30), st.integers(1, 8), st.sampled_from("ABC")).map(
    lambda one: (one[0], one[0] + one[1], one[2])
)
entities = st.lists(labelled, max_size=12)
texts = st.lists(st.tuples(entities, entities), max_size=4)


def judged(*texts: tuple[Sequence[Labelled], Sequence[Labelled]]) -> Evaluation:
    return evaluation(aligned(gold, found) for gold, found in texts)


def scores(result: Evaluation) -> dict[tuple[str, Scheme], Score]:
    """All scores there are, of each label and over all."""
    of_labels = {(name, scheme): result.label(name, scheme) for name in result.labels for scheme in Scheme}
    return of_labels | {("", scheme): result.overall(scheme) for scheme in Scheme}


# The scenarios of the task: gold and found, and what each is in strict, boundary, type and partial.
SCENARIOS = {
    "right": ((0, 5, "A"), (0, 5, "A"), "c c c c"),
    "the same span with another label": ((0, 5, "A"), (0, 5, "B"), "i c i c"),
    "too short with the right label": ((0, 5, "A"), (0, 3, "A"), "i i c p"),
    "too long with the right label": ((2, 5, "A"), (0, 9, "A"), "i i c p"),
    "both edges moved": ((2, 5, "A"), (4, 9, "A"), "i i c p"),
    "another span and another label": ((0, 5, "A"), (3, 9, "B"), "i i i p"),
    "beside it": ((0, 5, "A"), (5, 9, "A"), "alone alone alone alone"),
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_each_scenario_of_the_task_has_its_outcome_in_each_scheme(name: str) -> None:
    gold, found, outcomes = SCENARIOS[name]
    result = judged(([gold], [found]))
    fields = {"c": "correct", "i": "incorrect", "p": "partial", "alone": "alone"}
    for scheme, outcome in zip(Scheme, outcomes.split(), strict=True):
        score = result.overall(scheme)
        assert score.gold == score.found
        assert score.gold._asdict() == {field: int(field == fields[outcome]) for field in score.gold._fields}


def test_precision_recall_and_f1_are_those_of_a_sum_done_by_hand() -> None:
    gold = [(0, 4, "PER"), (10, 15, "ORG"), (20, 30, "LOC"), (40, 44, "PER")]
    found = [(0, 4, "PER"), (10, 15, "LOC"), (20, 26, "LOC"), (27, 30, "LOC"), (50, 55, "ORG")]
    result = judged((gold, found))
    got = {scheme: (score.precision, score.recall) for scheme in Scheme if (score := result.overall(scheme))}
    assert got == {
        Scheme.STRICT: (1 / 5, 1 / 4),
        Scheme.BOUNDARY: (2 / 5, 2 / 4),
        Scheme.TYPE: (2 / 5, 2 / 4),
        Scheme.PARTIAL: (2.5 / 5, 2.5 / 4),
    }
    assert result.overall(Scheme.STRICT).f1 == pytest.approx(2 / 9)
    assert result.labels == ("PER", "LOC", "ORG")
    person = result.label("PER", Scheme.STRICT)
    assert (person.precision, person.recall, person.gold.alone) == (1.0, 0.5, 1)
    place = result.label("LOC", Scheme.BOUNDARY)
    assert (place.found.correct, place.found.total, place.gold.correct, place.gold.total) == (1, 3, 0, 1)
    macro = result.macro(Scheme.STRICT)
    assert macro is not None
    assert (macro.precision, macro.recall) == (pytest.approx(1 / 3), pytest.approx(0.5 / 3))


def test_one_found_entity_over_two_gold_ones_stands_for_the_one_it_is_more_like() -> None:
    alignment = aligned([(0, 4, "A"), (5, 12, "B")], [(0, 12, "A")])
    assert [(pair.gold, pair.found) for pair in alignment.pairs] == [((0, 4, "A"), (0, 12, "A"))]
    assert alignment.missed == ((5, 12, "B"),)
    alignment = aligned([(0, 4, "B"), (5, 12, "B")], [(0, 12, "A")])
    assert alignment.missed == ((0, 4, "B"),)


def test_nothing_found_and_nothing_to_find_have_no_score_rather_than_a_bad_one() -> None:
    empty = judged(([], []))
    assert (empty.overall(Scheme.STRICT).f1, empty.macro(Scheme.STRICT), empty.labels) == (None, None, ())
    score = judged(([(0, 1, "A")], [])).overall(Scheme.STRICT)
    assert (score.precision, score.recall, score.f1) == (None, 0.0, 0.0)


def test_what_nobody_looked_at_makes_no_error_and_no_success() -> None:
    alignment = aligned([(0, 4, "A")], [(0, 4, "A"), (6, 9, "A"), (20, 22, "B")], unjudged=[(5, 9), (0, 2)])
    assert (len(alignment.pairs), alignment.apart, alignment.spurious) == (1, ((6, 9, "A"),), ((20, 22, "B"),))
    result = evaluation([alignment])
    assert (result.apart, result.overall(Scheme.STRICT).found.total) == (1, 2)


def test_sixty_thousand_entities_are_paired_by_looking_at_what_overlaps_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    from annotations.review import evaluation as module

    looked = []
    likeness = module._likeness
    monkeypatch.setattr(module, "_likeness", lambda one, other: looked.append(1) or likeness(one, other))
    gold = [(n * 10, n * 10 + 6, "A") for n in range(60_000)]
    found = [(n * 10 + n % 2, n * 10 + 6, "A" if n % 3 else "B") for n in range(60_000)]
    assert judged((gold, found)).overall(Scheme.BOUNDARY).found.correct == 30_000
    assert len(looked) == 30_000


@given(texts)
def test_gold_against_itself_is_perfect_in_every_scheme_and_label(texts: list[tuple[list[Labelled], list[Labelled]]]) -> None:
    result = judged(*[(gold, gold) for gold, _ in texts])
    assert all(score.f1 in (1.0, None) for score in scores(result).values())
    assert (result.overall(Scheme.STRICT).f1 == 1.0) == any(gold for gold, _ in texts)


@given(texts)
def test_gold_and_found_in_each_others_place_change_precision_and_recall(
    texts: list[tuple[list[Labelled], list[Labelled]]],
) -> None:
    result, turned = judged(*texts), judged(*[(found, gold) for gold, found in texts])
    assert set(result.labels) == set(turned.labels)
    assert scores(turned) == {key: Score(score.found, score.gold) for key, score in scores(result).items()}


@given(texts)
def test_strict_is_never_better_than_another_scheme_and_all_judge_the_same_entities(
    texts: list[tuple[list[Labelled], list[Labelled]]],
) -> None:
    result = judged(*texts)
    wanted = (sum(len(set(gold)) for gold, _ in texts), sum(len(set(found)) for _, found in texts))
    strict = result.overall(Scheme.STRICT)
    for scheme in Scheme:
        score = result.overall(scheme)
        assert (score.gold.total, score.found.total) == wanted
        assert score.gold[:3] == score.found[:3]
        assert (strict.f1 or 0) <= (score.f1 or 0)
    assert (result.overall(Scheme.BOUNDARY).f1 or 0) <= (result.overall(Scheme.PARTIAL).f1 or 0)
    assert strict.gold.correct == sum(len(set(gold) & set(found)) for gold, found in texts)


@given(texts, st.randoms())
def test_the_order_of_texts_and_entities_does_not_matter(texts: list[tuple[list[Labelled], list[Labelled]]], random) -> None:
    result = judged(*texts)
    mixed = [(random.sample(gold, len(gold)), random.sample(found, len(found))) for gold, found in texts]
    random.shuffle(mixed)
    assert scores(judged(*mixed)) == scores(result)


@given(entities, entities)
def test_each_entity_is_in_one_place_of_an_alignment_and_pairs_share_a_character(
    gold: list[Labelled], found: list[Labelled]
) -> None:
    alignment = aligned(gold, found)
    assert sorted([pair.gold for pair in alignment.pairs] + [*alignment.missed]) == sorted(set(gold))
    assert sorted([pair.found for pair in alignment.pairs] + [*alignment.spurious]) == sorted(set(found))
    assert all(one[0] < other[1] and other[0] < one[1] for one, other, _ in alignment.pairs)
    assert not [
        (one, other) for one in alignment.missed for other in alignment.spurious if one[0] < other[1] and other[0] < one[1]
    ]


@given(texts)
def test_the_confusion_table_adds_up_to_gold_and_found(texts: list[tuple[list[Labelled], list[Labelled]]]) -> None:
    alignments = [aligned(gold, found) for gold, found in texts]
    counts = confusion(alignments).counts
    assert Cell(None, None) not in counts
    result = evaluation(alignments)
    for name in result.labels:
        assert sum(count for cell, count in counts.items() if cell.gold == name) == result.label(name, Scheme.STRICT).gold.total
        assert sum(count for cell, count in counts.items() if cell.found == name) == result.label(name, Scheme.STRICT).found.total
        assert counts.get(Cell(name, name), 0) == result.label(name, Scheme.STRICT).gold.correct


def test_the_confusion_table_names_mistakes_the_commonest_first() -> None:
    gold = [(0, 2, "GPE"), (3, 5, "GPE"), (6, 8, "ORG"), (10, 14, "ORG")]
    found = [(0, 2, "ORG"), (3, 5, "ORG"), (6, 8, "GPE"), (10, 12, "ORG")]
    table = confusion([aligned(gold, found)])
    assert table.mistaken == [(Cell("GPE", "ORG"), 2), (Cell("ORG", "GPE"), 1)]
    assert (table.counts[Cell("ORG", None)], table.counts[Cell(None, "ORG")]) == (1, 1)
    assert table.found_labels == ["ORG", "GPE"]
