"""Files in the hands of spaCy, and of the readers that came with it: DocBin, columns, its JSON, pairs, Prodigy's tasks, JSON lines."""

import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotations.formats.document import Document
from tests.formats.consumers.asking import gold, texts_and_spans, with_an_odd_one
from tests.formats.making import document, entity, named, written


@pytest.fixture
def articles(shared: Path) -> list[Document]:
    """The hundred articles of WikiGold and re3d."""
    return gold(shared)[:-1]


def spacy(*arguments: str, cwd: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "spacy", *arguments], cwd=cwd, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def to_train(articles: list[Document], tmp_path: Path) -> list[str]:
    """A config of an entity recogniser and two DocBins that we wrote, as the arguments that name them."""
    written("spacy", articles, tmp_path / "train.spacy")
    written("spacy", articles[:8], tmp_path / "dev.spacy")
    spacy("init", "config", "config.cfg", "--lang", "xx", "--pipeline", "ner", cwd=tmp_path)
    return ["config.cfg", "--paths.train", "train.spacy", "--paths.dev", "dev.spacy"]


def test_spacy_finds_nothing_wrong_in_a_docbin(to_train: list[str], tmp_path: Path) -> None:
    said = spacy("debug", "data", *to_train, cwd=tmp_path)
    assert "No entities consisting of or starting/ending with whitespace" in said
    assert "No entities crossing sentence boundaries" in said


@pytest.mark.slow
def test_spacy_trains_on_a_docbin(to_train: list[str], tmp_path: Path) -> None:
    steps = ["--training.max_steps", "5", "--training.eval_frequency", "5", "--output", "out"]
    said = spacy("train", *to_train, *steps, cwd=tmp_path)
    assert "Saved pipeline to output directory" in said
    assert (tmp_path / "out/model-last/ner/model").is_file()
    assert [row.split()[1] for row in said.splitlines() if row.split()[:1] == ["0"]] == ["0", "5"]


def test_spacy_loads_the_same_texts_entities_and_links_from_a_docbin(articles: list[Document], tmp_path: Path) -> None:
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    text = "Ana 🙂 met Bo."
    linked = document(named(text, "Ana", identity="Q1"), named(text, "Bo"), text=text)
    written("spacy", [*articles, linked], tmp_path / "a.spacy")
    docs = list(DocBin().from_disk(tmp_path / "a.spacy").get_docs(Vocab()))
    assert [(doc.text, [(one.start_char, one.end_char, one.label_, one.kb_id_) for one in doc.ents]) for doc in docs] == [
        (one.article.text, sorted((each.start, each.end, each.label, each.identity) for each in one.entities))
        for one in [*articles, linked]
    ]


@pytest.mark.parametrize("name", ["conll2003", pytest.param("bilou", marks=pytest.mark.slow)])
def test_spacy_converts_columns_to_the_same_documents_and_entities(articles: list[Document], tmp_path: Path, name: str) -> None:
    """Of the schemes that it knows: an E- of BIOES it takes for a beginning."""
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    report = written(name, articles, tmp_path / "a.conll")
    spacy("convert", "a.conll", ".", "-c", "conll", "-n", "1", cwd=tmp_path)
    docs = list(DocBin().from_disk(tmp_path / "a.spacy").get_docs(Vocab()))
    found = [[("".join(span.text.split()), span.label_) for span in doc.ents] for doc in docs]
    left = {id(loss.entity) for loss in report.losses}
    kept = [[each for each in one.entities if id(each) not in left] for one in articles]
    texts = [one.article.text for one in articles]
    assert found == [
        [("".join(text[each.start : each.end].split()), each.label) for each in entities]
        for text, entities in zip(texts, kept, strict=True)
    ]


def test_spacy_converts_its_json_to_the_same_documents_and_entities(articles: list[Document], tmp_path: Path) -> None:
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    documents = [*articles[:30], document(text="")]
    documents += [document(entity(0, 9), text="Ana 🙂\n\nBo  "), document(entity(3, 5), text="\n\n Bo")]
    written("spacy_json", documents, tmp_path / "a.json")
    spacy("convert", "a.json", ".", "-c", "json", "-n", "1", cwd=tmp_path)
    docs = list(DocBin().from_disk(tmp_path / "a.spacy").get_docs(Vocab()))
    there = [one for one in documents if one.article.text]
    assert [doc.text for doc in docs] == [one.article.text for one in there]
    assert [{(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents} for doc in docs] == [
        {(each.start, each.end, each.label) for each in one.entities} for one in there
    ]


def test_spacy_takes_the_pairs_as_examples_without_a_warning(articles: list[Document], tmp_path: Path) -> None:
    import srsly
    from spacy import blank
    from spacy.training import Example

    text = "Ana Bo met Cy."
    over = document(entity(0, 6), entity(4, 6, "ORG"), entity(11, 13), text=text)
    written("spacy_tuples", [over, *articles], tmp_path / "a.json")
    pairs, nlp = srsly.read_json(tmp_path / "a.json"), blank("en")
    docs = [nlp.make_doc(words) for words, _ in pairs]
    # Of an entity whose edge is within a token of spaCy's it warns, and rightly.
    inside = [
        number
        for number, (doc, (_, told)) in enumerate(zip(docs, pairs, strict=True))
        if any(doc.char_span(start, end) is None for start, end, _ in told["entities"])
    ]
    assert len(inside) < 20
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        examples = {n: Example.from_dict(docs[n], told) for n, (_, told) in enumerate(pairs) if n not in inside}
    assert [(ent.text, ent.label_) for ent in examples[0].reference.ents] == [("Ana Bo", "PER"), ("Cy", "PER")]
    assert sorted((span.start_char, span.end_char, span.label_) for span in examples[0].reference.spans["sc"]) == [
        *((0, 6, "PER"), (4, 6, "ORG"), (11, 13, "PER"))
    ]
    for number, example in examples.items():
        if number:
            assert {(ent.start_char, ent.end_char, ent.label_) for ent in example.reference.ents} == {
                (each.start, each.end, each.label) for each in articles[number - 1].entities
            }


def tasks(path: Path) -> Iterator[dict[str, list[dict[str, object]]]]:
    import srsly

    yield from srsly.read_jsonl(path)


def test_spacy_finds_each_token_and_span_of_a_task_where_it_says(shared: Path, tmp_path: Path) -> None:
    """As Prodigy's own recipes do: a Doc of the tokens, its text the task's; ``char_span`` of a span is its tokens; tags of them
    without a warning of what is not aligned."""
    from spacy.tokens import Doc
    from spacy.training import offsets_to_biluo_tags
    from spacy.util import get_words_and_spaces
    from spacy.vocab import Vocab

    there = with_an_odd_one(shared)
    report = written("prodigy", there, tmp_path / "a.jsonl")
    found = 0
    for task in tasks(tmp_path / "a.jsonl"):
        tokens = task["tokens"]
        doc = Doc(Vocab(), words=[str(token["text"]) for token in tokens], spaces=[bool(token["ws"]) for token in tokens])
        assert doc.text == task["text"]
        # As recipes that align tokens with their text do: it knows of no token that begins with a blank.
        assert get_words_and_spaces([token.text for token in doc], doc.text)[0] == [token.text for token in doc]
        assert [(token.idx, token.idx + len(token), token.i) for token in doc] == [
            (token["start"], token["end"], token["id"]) for token in tokens
        ]
        for span in task["spans"]:
            there_ = doc.char_span(span["start"], span["end"])  # type: ignore[arg-type]
            assert there_ is not None
            assert (there_.start, there_.end - 1) == (span["token_start"], span["token_end"])
        found += len(task["spans"])
        flat = [(span["start"], span["end"], span["label"]) for span in task["spans"]]
        if len({span["start"] for span in task["spans"]}) == len(flat) and "Ana</b>" not in doc.text:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                assert "-" not in offsets_to_biluo_tags(doc, flat)
    assert found == report.written


def test_srsly_reads_every_line_and_spacy_finds_the_words_of_each_entity(shared: Path, tmp_path: Path) -> None:
    import srsly
    from spacy import blank

    there, nlp = with_an_odd_one(shared), blank("xx")
    written("jsonl", there, tmp_path / "a.jsonl")
    rows = list(srsly.read_jsonl(tmp_path / "a.jsonl"))
    assert [[row["text"], sorted(row["entities"])] for row in rows] == texts_and_spans(there)
    for row in rows:
        doc = nlp.make_doc(row["text"])
        for start, end, label in row["entities"]:
            span = doc.char_span(start, end, label, alignment_mode="expand")
            assert row["text"][start:end] in span.text
