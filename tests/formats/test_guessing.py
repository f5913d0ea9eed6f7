"""What a file seems to be, by its suffix, its beginning and who reads it."""

import os
from pathlib import Path

import pytest

from annotations.formats.document import FormatError
from annotations.formats.guessing import guessed
from annotations.formats.registry import FORMATS, Format
from tests.formats.making import LABELS, document, named, written

TEXT = document().article.text
BOTH = [form for form in FORMATS.values() if form.reads and form.writes]


@pytest.mark.parametrize("form", [form for form in BOTH if form.suffixes], ids=lambda form: form.name)
def test_what_a_format_wrote_under_its_own_suffix_is_known(form: Format, tmp_path: Path) -> None:
    out = tmp_path / f"out{'' if form.folder else form.suffixes[0]}"
    form.write([document(named(TEXT, "Ana Bo"))], out, LABELS)
    assert guessed(out, FORMATS) == [form.name]


@pytest.mark.parametrize(
    ("name", "content", "form"),
    [
        ("a.json", '{"id": "1", "text": "Ana", "entities": [[0, 3, "PER"]]}', "jsonl"),
        ("a", '{"text": "Ana", "entities": [[0, 3, "PER"]]}\n{"text": "Bo", "entities": []}\n', "jsonl"),
        ("a.txt", "-DOCSTART- -X- O O\n\nAna NN B-NP B-PER\n", "conll2003"),
        ("a.jsonl", '\ufeff{"rubricate": 1, "labels": {}}', "rubricate"),
        ("a.json", '{"%TYPES": {}, "%VIEWS": {}}', "uima_cas"),
        ("a.json", '{"text": "Ana", "tracks": [{"denotations": []}]}', "pubannotation"),
        # A first record that is longer than what a file is known by.
        ("a.json", f'{{"documents": [{{"passages": [{{"text": "{"x" * 200_000}"}}]}}]}}', "bioc"),
        ("a.tsv", "1\tAna\tB-PER\n2\tleft\tO\n", "conll2003"),
    ],
)
def test_a_beginning_tells_where_the_suffix_does_not(name: str, content: str, form: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    assert guessed(tmp_path / name, FORMATS) == [form]


@pytest.mark.parametrize(
    ("content", "form"),
    [
        ('{"text": "Ana", "label": [[0, 3, "PER"]]}', "doccano"),
        ('{"text": "Ana", "spans": [{"start": 0, "end": 3, "label": "PER"}], "answer": "accept"}', "prodigy"),
        ('[{"data": {"text": "Ana"}, "annotations": [{"result": []}]}]', "label_studio"),
        ('{"tokens": ["Ana"], "ner_tags": ["B-PER"]}', "hf"),
    ],
)
def test_the_keys_of_the_first_record_tell_where_such_a_format_is_there(content: str, form: str, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(content, "utf-8")
    others = {form: Format(form, (), "", "jsonl")}
    assert guessed(tmp_path / "a.jsonl", {**FORMATS, **others}) == [form]


def test_nothing_fits_what_is_nothing_and_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.what").write_text("what?")
    (tmp_path / "folder").mkdir()
    assert guessed(tmp_path / "a.what", FORMATS) == []
    assert guessed(tmp_path / "folder", FORMATS) == []
    with pytest.raises(FormatError, match=r"b\.what could not be read: No such file"):
        guessed(tmp_path / "b.what", FORMATS)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.jsonl")
    with pytest.raises(FormatError, match="neither a file nor a folder"):
        guessed(tmp_path / "a.jsonl", FORMATS)


def test_a_suffix_of_its_own_says_more_than_the_first_record(tmp_path: Path) -> None:
    ours = {**FORMATS, "ours": Format("ours", (".ours.jsonl",), "", "jsonl")}
    for name, form in (("a.ours.jsonl", "ours"), ("a.jsonl", "jsonl")):
        (tmp_path / name).write_text('{"text": "Ana", "entities": []}')
        assert guessed(tmp_path / name, ours) == [form]


def test_several_that_fit_are_all_named_unless_one_alone_reads_it(tmp_path: Path) -> None:
    one, other = (Format(name, (".x",), "", "jsonl") for name in ("one", "other"))
    columns = Format("columns", (".x",), "", "conll2003")
    (tmp_path / "a.x").write_text('{"text": "Ana", "entities": []}')
    assert guessed(tmp_path / "a.x", {"one": one, "other": other}) == ["one", "other"]
    assert guessed(tmp_path / "a.x", {"one": one, "columns": columns}) == ["one"]


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        *(("tei", ".xml"), ("tei", ".txt"), ("bioc", ".xml"), ("bioc", ".json"), ("w3c_annotation", ".json")),
        *(("pubtator", ".txt"), ("pubannotation", ".json"), ("pubannotation", "")),
    ],
)
def test_markup_and_linked_data_are_known_by_what_they_begin_with(name: str, suffix: str, tmp_path: Path) -> None:
    out = tmp_path / f"a{suffix}"
    written(name, [document(named(TEXT, "Ana Bo"))], out)
    assert guessed(out, FORMATS) == [name]


@pytest.mark.parametrize(
    ("sample", "name"),
    [
        ("uima_cas/json/emptyCas/data.json", "uima_cas"),
        ("uima_cas/foodista/foodista_blog_2019_08_13_northern-british-columbia_abbreviated.json", "uima_cas"),
        ("prodigy/patterns_countries-GPE.jsonl", "prodigy"),
    ],
)
def test_a_sample_whose_suffix_says_another_format_is_known_by_what_it_begins_with(sample: str, name: str, shared: Path) -> None:
    assert guessed(shared / "samples" / sample, FORMATS) == [name]
