"""Columns of tokens and tags, of every scheme and shape."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.formats.columns import read_columns
from annotations.formats.document import FormatError, Reading
from annotations.formats.schemes import runs, scheme_of, tagged
from tests.formats.making import document, named, written

LAYERS = "Ana\tB-PER\tO\nof\tI-PER\tO\nParis\tI-PER\tB-LOC\n"
HIPE = """TOKEN\tNE-COARSE-LIT\tNE-COARSE-METO\tNE-NESTED\tNEL-LIT\tMISC
# hipe2022:document_id = d1
Ana\tB-pers\tO\tO\tQ1\tNoSpaceAfter
,\tO\tO\tO\t_\t_
count\tB-pers\tO\tO\tNIL\t_
of\tI-pers\tO\tO\tNIL\t_
Ghent\tI-pers\tB-org\tB-loc\tNIL\tEndOfSentence
Bo\tB-pers\tO\tO\tQ2\t_
"""


def of(content: str, folder: Path) -> list[Reading]:
    (folder / "a.conll").write_bytes(content.encode())
    return read_columns(folder / "a.conll")


def words(reading: Reading) -> list[tuple[str, str]]:
    return [(reading.text[span.start : span.end], span.label) for span in reading.spans]


@pytest.mark.parametrize(
    ("tags", "scheme"),
    [
        ("B-X I-X B-X O B-Y", "IOB2"),
        ("I-X I-X B-X O I-Y", "IOB1"),
        ("I-X E-X E-X O E-Y", "IOE2"),
        ("I-X E-X I-X O I-Y", "IOE1"),
        ("B-X E-X S-X O S-Y", "BIOES"),
        ("B-X L-X U-X O U-Y", "BILOU"),
        ("B-X M-X E-X O S-Y", "BIOES"),
        ("O O O", ""),
    ],
)
def test_the_scheme_is_that_of_the_whole_file(tags: str, scheme: str) -> None:
    assert scheme_of([["O"], tags.split(), ["O"]]) == (scheme, 0)


def test_one_sentence_alone_does_not_decide_the_scheme() -> None:
    assert scheme_of([["I-X"], ["B-X", "I-X"], ["B-X"], ["B-Y", "O"]]) == ("IOB2", 1)
    assert scheme_of([["I-X", "B-X"], ["I-X", "I-X"], ["O", "I-Y"]]) == ("IOB1", 0)


spans = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 2), st.sampled_from(["X", "A-B"])), max_size=6)


@given(pieces=spans, scheme=st.sampled_from(["IOB2", "BIOES", "BILOU"]))
def test_runs_come_back_from_their_tags(pieces: list[tuple[int, int, str]], scheme: str) -> None:
    found, place = [], 0
    for length, gap, label in pieces:
        found.append((place, place + length, label))
        place += length + gap
    tags = tagged(scheme, place + 1, found)
    assert list(runs(tags)) == found
    assert scheme_of([tags])[1] == 0


def test_bioes_and_bilou_write_the_ends_too(tmp_path: Path) -> None:
    one = document(named("Ana Bo met Cy", "Ana Bo"), named("Ana Bo met Cy", "Cy"), text="Ana Bo met Cy")
    tags = {}
    for name in ("bioes", "bilou"):
        written(name, [one], tmp_path / name)
        tags[name] = [line.split()[-1] for line in (tmp_path / name).read_text().splitlines()[2:] if line]
    assert tags == {"bioes": ["B-PER", "E-PER", "O", "S-PER"], "bilou": ["B-PER", "L-PER", "O", "U-PER"]}


def test_several_columns_of_tags_are_layers(tmp_path: Path) -> None:
    (reading,) = of(LAYERS, tmp_path)
    assert words(reading) == [("Ana of Paris", "PER"), ("Paris", "LOC")]
    assert "columns 2, 3 are layers of entities: read as one" in reading.notices


def test_a_column_of_chunks_is_none_of_entities(tmp_path: Path) -> None:
    (reading,) = of("-DOCSTART- -X- -X- O\r\n\r\nAna NNP B-NP B-PER\r\nmet VBD B-VP O\r\nBo NNP B-NP B-PER\r\n", tmp_path)
    assert words(reading) == [("Ana", "PER"), ("Bo", "PER")]


def test_tokens_that_are_numbers_are_no_numbers_of_tokens(tmp_path: Path) -> None:
    for text in ("1 2 3", "1999 2000 7"):
        report = written("conll2003", [document(named(text, text.split()[1], "DATE"), text=text)], tmp_path / "a.conll")
        assert report.written == 1
        (reading,) = read_columns(tmp_path / "a.conll")
        assert words(reading) == [(text.split()[1], "DATE")]


def test_a_column_of_hipe_says_what_it_is(tmp_path: Path) -> None:
    (reading,) = of(HIPE, tmp_path)
    assert (reading.name, reading.text) == ("d1", "Ana, count of Ghent\nBo")
    assert words(reading) == [("Ana", "pers"), ("count of Ghent", "pers"), ("Ghent", "loc"), ("Bo", "pers")]
    assert [span.identity for span in reading.spans] == ["Q1", "", "", "Q2"]
    assert "columns left out: NE-COARSE-METO" in reading.notices


def test_a_tag_that_breaks_the_scheme_is_counted(tmp_path: Path) -> None:
    (reading,) = of("a B-X\nb I-X\n\nc B-X\n\nd I-X\n", tmp_path)
    assert reading.notices[:2] == ("tags are IOB2", "1 tags are not as IOB2 has them: read as the nearest run of tokens")


def test_a_text_line_that_is_not_its_tokens_is_said(tmp_path: Path) -> None:
    (reading,) = of("# text = Ana, Bo\n1\tAna\tB-X\n2\tBo\tO\n\n# text = Cy.\n1\tCy\tB-X\n2\t.\tO\n", tmp_path)
    assert reading.text == "Ana Bo\nCy."
    assert reading.notices[-1] == "1 sentences are not in words what their text line is: read from their words"


@pytest.mark.parametrize(
    ("name", "documents", "count"),
    [
        ("litbank_nested_11_alices_adventures_in_wonderland.tsv", 1, 75),
        ("en_pud-ud-test.first120.iob2", 50, 120),
        ("zh_gsd-ud-test.first120.iob2", 4, 148),
        ("spacy_ner-sent-per-line.iob", 1, 7),
    ],
)
def test_files_of_others_are_read(shared: Path, name: str, documents: int, count: int) -> None:
    readings = read_columns(shared / "samples/conll2003" / name)
    assert (len(readings), sum(len(reading.spans) for reading in readings)) == (documents, count)


def test_the_text_of_a_universal_ner_sentence_is_exact(shared: Path) -> None:
    first = read_columns(shared / "samples/conll2003/en_pud-ud-test.first120.iob2")[0]
    assert first.text.startswith("“While much of the digital transition is unprecedented in the United States, the peaceful")
    assert words(first)[0] == ("United States", "LOC")


def test_a_file_with_a_line_that_is_no_row_is_refused(shared: Path) -> None:
    with pytest.raises(FormatError, match=r"labeling\.invalid\.conll, line 1: no token first and tag last"):
        read_columns(shared / "samples/conll2003/doccano_labeling.invalid.conll")
