"""How sure a spaCy entity recogniser is of each entity: the scores of its greedy parse.

A token's probability is the softmax, at a temperature, of the action taken among the actions that were valid there; an
entity's is the product over its tokens. Measured against a beam, minimum and mean: it ranks wrong entities best. It reads
spaCy 3.8's internals (EntityRecognizer.model, .moves, .transition_states), so callers must be ready for any exception.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy import ndarray
    from spacy.pipeline import EntityRecognizer
    from spacy.tokens import Doc, Span


class Unexpected(Exception):
    """The recogniser does not work as this version of spaCy is known to."""


def set_entities(ner: "EntityRecognizer", docs: "Sequence[Doc]", temperature: float) -> list[list[float]]:
    """Set the entities of the docs, as ``ner`` would, and return the confidence in each, between 0 and 1, in order.

    All docs are parsed in step, one token of each at a time. The docs must have no entities set before.
    """
    if not any(len(doc) for doc in docs):
        return [[] for _ in docs]
    order = sorted(range(len(docs)), key=lambda n: -len(docs[n]))
    ordered = [docs[n] for n in order]
    scores = _parse(ner, ordered)
    actions = _Actions.of(ner)
    found = {
        n: [_confidence(actions, entity, scores, row, temperature) for entity in docs[n].ents] for row, n in enumerate(order)
    }
    return [found[n] for n in range(len(docs))]


def _parse(ner: "EntityRecognizer", docs: "Sequence[Doc]") -> "list[ndarray]":
    """Parse greedily. Docs come longest first, so that ``scores[t][d]`` are the scores of all actions at token t of doc d."""
    step = ner.model.predict(docs)
    states = ner.moves.init_batch(docs)
    going = [state for state in states if not state.is_final()]
    scores: list[ndarray] = []
    while going:
        if len(scores) == len(docs[0]) or len(going) != sum(len(doc) > len(scores) for doc in docs):
            raise Unexpected("an action does not take one token")
        scores.append(step.predict(going))
        going = ner.transition_states(going, scores[-1])
    ner.set_annotations(docs, states)
    step.clear_memory()
    return scores


@dataclass(frozen=True)
class _Actions:
    """The columns of the recogniser's actions: by name, those that may open at a token, and those at the last token."""

    column: dict[str, int]
    opening: list[int]
    opening_last: list[int]

    @classmethod
    def of(cls, ner: "EntityRecognizer") -> "_Actions":
        # Not ner.move_names: that list leaves out the internal action "U-", and all after it are one off.
        names = [ner.moves.get_class_name(n) for n in range(ner.moves.n_moves)]
        last = [n for n, name in enumerate(names) if name == "O" or (name.startswith("U-") and name != "U-")]
        begin = [n for n, name in enumerate(names) if name.startswith("B-")]
        return cls({name: n for n, name in enumerate(names)}, sorted(last + begin), last)


def _confidence(actions: _Actions, entity: "Span", scores: "list[ndarray]", row: int, temperature: float) -> float:
    final = len(entity.doc) - 1
    column, label = actions.column, entity.label_
    first = scores[entity.start][row]
    valid = first[actions.opening_last if entity.start == final else actions.opening]
    taken = first[column[f"{'U' if len(entity) == 1 else 'B'}-{label}"]]
    # exp of what is at most 0 where the action taken is the best one: no overflow.
    confidence = 1.0 / float(sum(exp((score - taken) / temperature) for score in valid.tolist()))
    for place in range(entity.start + 1, entity.end):
        if place == final:
            continue
        inside, closing = scores[place][row][[column[f"I-{label}"], column[f"L-{label}"]]].tolist()
        away = inside - closing if place == entity.end - 1 else closing - inside
        confidence /= 1.0 + exp(away / temperature)
    return confidence
