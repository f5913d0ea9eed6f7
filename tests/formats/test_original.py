"""Offsets in the text of the file that an article was read from: export --offsets original, and their way back."""

import csv
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.article import Article, Block
from annotations.entity import Entity, Status
from annotations.formats.anchoring import anchored
from annotations.formats.document import Document
from annotations.formats.original import in_original, plain, told_of_stored
from annotations.formats.registry import FORMATS
from tests.formats.making import DONE, LABELS, document, entity, keys, lost, out_of
from tests.formats.test_every_format import found_again
from tui.cli import cli

IN_ORIGINAL = [form.name for form in FORMATS.values() if "original" in form.ways]
ORIGINAL = "\ufeffAna left.\r\nBo came,\rlate.\nCy 🙂 and\r\nDi.\r\n"


def test_the_formats_of_offsets_that_keep_a_text_as_it_is_may_be_asked() -> None:
    assert [
        *("jsonl", "brat", "uima_cas", "gate", "doccano", "csv", "tsv", "spreadsheet"),
        *("w3c_annotation", "bioc", "pubannotation"),
    ] == IN_ORIGINAL


originals = st.lists(st.sampled_from(["a", "b c", "\r\n", "\r", "\n", "\ufeff", "🙂", "\r\r\n"]), max_size=12).map("".join)


@st.composite
def documents_of_originals(draw: st.DrawFn) -> tuple[Document, str]:
    original = draw(originals)
    text = plain(original)
    place = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(place, place).filter(lambda span: span[0] < span[1]), max_size=5)) if text else []
    entities = [
        Entity(f"e{number}", *span, draw(st.sampled_from(["PER", "ORG"])), Status.ACCEPTED) for number, span in enumerate(spans)
    ]
    article = Article(text, "one", blocks=(Block(0, len(text), "paragraph"),))
    return Document(article, tuple(entities[1:]), DONE, tuple(entities[:1])), original


@given(documents_of_originals())
def test_in_the_original_every_span_has_its_words_and_comes_back_to_its_place(given: tuple[Document, str]) -> None:
    one, original = given
    moved = in_original(one, original)
    assert moved.article.text == original
    assert moved.uid == one.article.uid
    for before, after in zip((*one.entities, *one.left), (*moved.entities, *moved.left), strict=True):
        # The rest of a line end belongs to it; a mark before the text to nobody.
        assert plain(" " + original[after.start : after.end])[1:] == one.article.text[before.start : before.end]
        assert original[after.start - 1 : after.start + 1] != "\r\n"
    assert anchored(original, one.article.text, [each.span for each in moved.entities]) == [each.span for each in one.entities]


@pytest.mark.parametrize("name", IN_ORIGINAL)
@settings(max_examples=40, deadline=None)
@given(given=documents_of_originals())
def test_the_losses_in_the_original_are_just_what_does_not_come_back_told_of_the_articles_here(
    name: str, given: tuple[Document, str]
) -> None:
    one, original = given
    moved = in_original(one, original)
    with TemporaryDirectory() as folder:
        out = out_of(name, Path(folder))
        report = told_of_stored(FORMATS[name].write([moved], out, LABELS), [one], [moved])
        [found] = found_again(name, out, [moved])
    if found is not None:
        assert lost(moved, report) == Counter() or moved.stored is None
        assert len(lost(one, report)) == len(keys(moved) - found)
    assert {loss.article for loss in report.losses} <= {one.article, None}
    assert {loss.article.uid for loss in report.fields} <= {one.article.uid}
    assert {entity for loss in report.fields for entity in loss.entities or ()} <= set(one.entities)
    assert ("text" in {loss.field for loss in report.fields}) == (moved.stored is not None) or one.article.text == ""


def test_another_text_is_not_taken_for_the_original() -> None:
    with pytest.raises(ValueError, match="another text"):
        in_original(document(entity(0, 3)), "Ana")


def spans_of(name: str, out: Path) -> tuple[str, set[tuple[int, int]]]:
    """What a reader that knows nothing of ours sees: the text, or where there is none the original file's, and the offsets."""
    if name in ("jsonl", "doccano"):
        row = json.loads(out.read_text("utf-8"))
        return row["text"], {(start, end) for start, end, _ in row["entities" if name == "jsonl" else "label"]}
    if name == "brat":
        text = next(out.glob("*.txt")).read_bytes().decode()
        lines = next(out.glob("*.ann")).read_text("utf-8").splitlines()
        fragments = [line.split("\t")[1].split(" ", 1)[1].replace(";", " ").split() for line in lines]
        return text, {(int(numbers[0]), int(numbers[-1])) for numbers in fragments}
    with out.open(encoding="utf-8", newline="") as file:
        rows: Sequence[dict[str, Any]] = list(csv.DictReader(file))
    return ORIGINAL, {(int(row["start"]), int(row["end"])) for row in rows}


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == code, result.output
    return result


class TestOnTheCommandLine:
    @pytest.fixture(autouse=True)
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A project of one article that was read from a file with a mark and mixed line ends; three entities, one over an end."""
        for name in ("RUBRICATE_PROJECT", "RUBRICATE_ANNOTATOR"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        (tmp_path / "here").mkdir()
        monkeypatch.chdir(tmp_path / "here")
        Path("a.txt").write_bytes(ORIGINAL.encode())
        run("add", "a.txt")
        text = plain(ORIGINAL)
        spans = [[text.index(words), text.index(words) + len(words), "PERSON"] for words in ("Ana", "Bo", "Di")]
        spans.append([text.index("late"), text.index(" 🙂"), "MISC"])
        Path("gold.jsonl").write_text(json.dumps({"text": text, "entities": spans}), "utf-8")
        run("import", "gold.jsonl", "--as", "accepted")

    @pytest.mark.parametrize("name", ["jsonl", "doccano", "csv", "brat"])
    def test_offsets_fit_the_file_it_was_read_from_and_an_import_adds_nothing(self, name: str) -> None:
        out = out_of(name, Path())
        said = run("export", "-o", str(out), "--format", name, "--offsets", "original")
        assert "4 entities of 1 article" in said.stdout
        assert "white space or characters of the text (1)" in said.stderr
        text, spans = spans_of(name, out)
        assert text == Path("a.txt").read_bytes().decode()
        assert {text[start:end] for start, end in spans} == {"Ana", "Bo", "Di", "late.\nCy"}
        again = json.loads(run("import", str(out), "--as", "accepted", "--json").stdout)["files"][0]
        assert (again["new_articles"], again["entities"], again["there_already"], again["unplaced"]) == (0, 0, 4, [])

    def test_the_id_in_the_file_is_that_of_the_article(self) -> None:
        run("export", "-o", "one.jsonl")
        run("export", "-o", "two.jsonl", "--offsets", "original", "--strict")
        one, two = (json.loads(Path(name).read_text("utf-8")) for name in ("one.jsonl", "two.jsonl"))
        assert one["id"] == two["id"]
        assert one["text"] != two["text"]

    def test_without_the_file_or_with_another_text_in_it_nothing_is_written(self) -> None:
        place = Path("a.txt").resolve()
        for change in (lambda: place.write_bytes(b"\xef\xbb\xbfAna went.\r\n"), place.unlink):
            change()
            said = run("export", "-o", "out.jsonl", "--offsets", "original", code=2).stderr
            assert said == (
                f"rubricate: Ana left.: where it had bom, cr, crlf is not kept, and {place} is not there with the same text:"
                " put the file back or leave --offsets original out\n"
            )
            assert not Path("out.jsonl").exists()
        run("export", "-o", "out.jsonl")

    def test_a_file_with_the_same_words_and_other_line_ends_is_not_the_original(self) -> None:
        Path("a.txt").write_bytes(plain(ORIGINAL).encode())
        assert "is not there with the same text" in run("export", "-o", "x.jsonl", "--offsets", "original", code=2).stderr

    def test_a_text_in_which_nothing_was_changed_is_its_own_original(self) -> None:
        Path("b.txt").write_text("Ana left.\n", "utf-8")
        run("add", "b.txt", "-p", "b.json")
        Path("b.txt").unlink()
        run("export", "-o", "one.jsonl", "-p", "b.json")
        run("export", "-o", "two.jsonl", "-p", "b.json", "--offsets", "original", "--require", "text")
        assert Path("one.jsonl").read_bytes() == Path("two.jsonl").read_bytes()

    def test_a_format_that_does_not_keep_the_text_refuses(self) -> None:
        said = run("export", "-o", "out.conll", "--offsets", "original", code=2).stderr
        assert said == "rubricate: conll2003 is not written against the original text: leave --offsets original out\n"

    def test_a_text_that_changed_may_be_required_to_be_held(self) -> None:
        said = run("export", "-o", "out.jsonl", "--offsets", "original", "--require", "text", code=2).stderr
        assert "out.jsonl was not written as jsonl: of articles the file does not hold" in said
