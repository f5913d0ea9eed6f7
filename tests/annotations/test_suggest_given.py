"""Suggestions that are known before, from a list or a file."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.article import Article
from annotations.entity import Proposal
from annotations.span import Span
from annotations.suggest.answers import Answer, Done, Found, in_pieces
from annotations.suggest.given import GivenSuggester
from annotations.suggest.models import ModelError
from annotations.suggest.plan import chunks

ARTICLE = Article("Ada met Bob.\nBob met Ada.")


def proposals(suggester: GivenSuggester, article: Article = ARTICLE) -> list[tuple[int, int, str, float | None]]:
    answers: list[Answer] = []
    suggester.suggest(article, chunks(article, (0, 0)), answers.append)
    found, done = answers
    assert isinstance(found, Found)
    assert isinstance(done, Done)
    return [(one.start, one.end, one.label, one.score) for one in found.proposals]


spans = st.tuples(st.integers(0, 90), st.integers(1, 12)).map(lambda one: (one[0], one[0] + one[1]))


@given(st.lists(st.integers(0, 100), unique=True, max_size=12), st.lists(spans, max_size=30), st.integers(1, 5), st.booleans())
def test_an_answer_in_pieces_says_the_same_and_no_piece_parts_what_is_proposed_in_one_part(
    borders: list[int], proposed: list[Span], most: int, tagged: bool
) -> None:
    borders.sort()
    parts = tuple(zip(borders[::2], borders[1::2], strict=False))
    proposals = tuple(Proposal(*span, f"L{number}", "model:x") for number, span in enumerate(proposed))
    whole = Found(7, parts[::-1], proposals, "model:x", tuple(parts) if tagged else None)
    pieces = list(in_pieces(whole, most))
    assert sorted(span for piece in pieces for span in piece.covered) == list(parts)
    assert sorted(one for piece in pieces for one in piece.proposals) == sorted(proposals)
    assert sorted(run for piece in pieces for run in piece.proper or ()) == (list(parts) if tagged else [])
    assert {(piece.request, piece.model) for piece in pieces} == {(7, "model:x")}
    for piece in pieces:
        counts = [sum(start <= one.start < end for one in piece.proposals) for start, end in piece.covered]
        assert sum(counts) == len(piece.proposals) or not piece.covered
        assert len(piece.covered) <= most
        assert sum(counts[:-1]) < most
        assert len(piece.proposals) <= most or piece.covered


def test_a_request_is_answered_before_it_returns_with_what_touches_the_spans_asked_about() -> None:
    given = [Proposal(*span, "PERSON", "model:x") for span in ((0, 3), (8, 11), (8, 16), (13, 16))]
    answers: list[Answer] = []
    request = GivenSuggester(given).suggest(ARTICLE, [(13, 25)], answers.append)
    assert answers == [Found(request, ((13, 25),), tuple(given[2:]), "model:given"), Done(request, "model:given", 6)]


def test_a_json_file_is_a_list_of_suggestions_for_any_article(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text('[[0, 3, "PERSON"], [8, 11, "PERSON", 0.5]]')
    assert proposals(GivenSuggester.read(path)) == [(0, 3, "PERSON", None), (8, 11, "PERSON", 0.5)]
    assert GivenSuggester.read(path).model == "mine"


def test_a_jsonl_file_may_hold_the_suggestions_of_each_article_by_its_text(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    other = Article("Eve\u2028too")
    lines = [
        {"text": ARTICLE.text, "entities": [[0, 3, "PERSON"]]},
        {"id": "x", "text": other.text, "entities": [[0, 3, "NAME"]]},
    ]
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n")
    assert proposals(GivenSuggester.read(path)) == [(0, 3, "PERSON", None)]
    assert proposals(GivenSuggester.read(path), other) == [(0, 3, "NAME", None)]


@pytest.mark.parametrize(
    "content", ["{", "3", "[3]", '["abc"]', "[[0, 3]]", "[[0, 3, 4]]", '[{"entities": []}]', '[[0, "x", "y"]]']
)
def test_a_file_that_holds_no_suggestions_is_refused_in_words(tmp_path: Path, content: str) -> None:
    path = tmp_path / "mine.json"
    path.write_text(content)
    with pytest.raises(ModelError, match=r"mine\.json cannot be read"):
        GivenSuggester.read(path)


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="No such file"):
        GivenSuggester.read(tmp_path / "none.json")
