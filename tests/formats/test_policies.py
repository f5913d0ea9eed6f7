"""What becomes of entities that a format cannot hold as they are, by choice."""

from pathlib import Path

from hypothesis import given

from annotations.formats.document import Document
from annotations.formats.policies import first_alone, on_tokens
from tests.formats.making import any_documents, document, entity, keys, named, written

TEXT = document().article.text


def test_those_that_begin_first_stay_and_the_others_are_listed() -> None:
    one = document(entity(0, 3), entity(1, 9, "ORG"), entity(0, 2, "LOC"), entity(9, 12), entity(9, 12, "ORG"))
    changed, losses = first_alone(one)
    assert list(keys(changed)) == [(0, 3, "PER"), (9, 12, "ORG")]
    assert [loss.line for loss in losses] == [
        "Ana in Paris: LOC 'An' at 0-2 overlaps PER at 0-3, which begins first: not written",
        "Ana in Paris: ORG 'na Bo me' at 1-9 overlaps PER at 0-3, which begins first: not written",
        "Ana in Paris: PER 't t' at 9-12 is on the span of ORG, which comes first: not written",
    ]
    assert len(changed.left) == 3


def test_an_edge_inside_a_token_is_moved_to_the_token_or_its_entity_stays_behind() -> None:
    one = document(named(TEXT, "Ana Bo"), entity(1, 5), named(TEXT, "ari", "LOC"), named(TEXT, "aris", "LOC"))
    wide, losses = on_tokens(one, "expand")
    assert list(keys(wide)) == [(0, 6, "PER"), (23, 28, "LOC")]
    assert [loss.reason for loss in losses] == [
        "starts or ends inside a token: 0-6 is written already",
        "starts or ends inside a token: written as 23-28",
        "starts or ends inside a token: 23-28 is written already",
    ]
    without, losses = on_tokens(one, "drop")
    assert list(keys(without)) == [(0, 6, "PER")]
    assert [loss.reason for loss in losses] == ["starts or ends inside a token: not written"] * 3


@given(any_documents())
def test_every_entity_is_written_as_it_is_or_listed(documents: list[Document]) -> None:
    for one in documents:
        for changed, losses in (first_alone(one), on_tokens(one, "drop"), on_tokens(one, "expand")):
            same = [entity for entity in one.entities if entity in changed.entities]
            assert len(same) + len(losses) == len(one.entities)
            assert {loss.entity for loss in losses}.isdisjoint(same)


@given(any_documents())
def test_after_dropping_no_column_format_cuts_a_token(documents: list[Document]) -> None:
    from tempfile import TemporaryDirectory

    whole = [on_tokens(one, "drop")[0] for one in documents]
    with TemporaryDirectory() as folder:
        report = written("conll2003", whole, Path(folder) / "out.conll")
    assert [warning for warning in report.warnings if "inside a token" in warning.reason] == []
