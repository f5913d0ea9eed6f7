"""Every file of the samples: what it is taken for, how many documents and entities are read of it, and that what is written of
these is what comes back."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from annotations.article import Article
from annotations.entity import Entity, Status
from annotations.formats.document import Document, FormatError, Reading
from annotations.formats.guessing import guessed
from annotations.formats.registry import FORMATS
from tests.formats.making import DONE, keys, lost, out_of, written
from tests.formats.test_every_format import found_again

_FOODISTA = "uima_cas/foodista/foodista_blog_2019_08_13_northern-british-columbia_abbreviated"
_EMOJI = "uima_cas/json/casWithEmojiUnicodeTextAndAnnotations"
_SUITE = {
    "AnnotationWithTrailingWhitespace": 1,
    "CrossSentenceSpanWithFeatureValue": 1,
    "MultiTokenSpanWithFeatureValue": 1,
    "MultiTokenStackedSpanWithFeatureValue": 2,
    "SentenceWithEmoji": 1,
    "SentenceWithLineBreak": 1,
    "SentenceWithTab": 1,
    # Chains and relations are left out.
    "SimpleChain": 0,
    "SimpleSlotFeature": 3,
    "SingleTokenRelationWithFeatureValue": 0,
    # Twelve, three of them of no width.
    "SubMultiTokenSpanWithFeatureValue": 9,
    "TokenBoundedBioLookAlike": 5,
    "TokenBoundedSpanWithFeatureValue": 5,
    "TokenBoundedSpanWithSpecialSymbolsValue": 5,
    "TokenBoundedStackedLookAlike": 5,
    "ZeroLengthSpansWithFeatureValues": 0,
}
"""INCEpTION's suite: entities of both forms of a case."""

COUNTS: Mapping[str, tuple[str, int, int]] = {
    # Both annotations stand before the first passage.
    "bioc/inception_bioc_example-with-sentences.xml": ("bioc", 1, 0),
    # Five, one of them twice.
    "bioc/pkg_everything.xml": ("bioc", 2, 4),
    # Three, one of them in two fragments.
    "brat/bioc_pkg/example1.ann": ("brat", 1, 4),
    "brat/litbank/11_alices_adventures_in_wonderland_brat.ann": ("brat", 1, 75),
    "brat/ncbi_disease/PMID-10429004.ann": ("brat", 1, 23),
    "brat/news/000-introduction.ann": ("brat", 1, 7),
    "brat/news/060-relation_annotation.ann": ("brat", 1, 10),
    "brat/news/110-note_annotation.ann": ("brat", 1, 14),
    "conll2003/doccano_example.conll": ("conll2003", 1, 2),
    "conll2003/doccano_labeling.trailing.conll": ("conll2003", 1, 2),
    "conll2003/en_pud-ud-test.first120.iob2": ("conll2003", 50, 120),
    "conll2003/litbank_nested_11_alices_adventures_in_wonderland.tsv": ("conll2003", 1, 75),
    "conll2003/spacy_ner-sent-per-line.iob": ("conll2003", 1, 7),
    "conll2003/spacy_ner-token-per-line-conll2003.iob": ("conll2003", 1, 7),
    "conll2003/spacy_ner-token-per-line-with-pos.iob": ("conll2003", 1, 7),
    "conll2003/spacy_ner-token-per-line.iob": ("conll2003", 1, 7),
    "conll2003/zh_gsd-ud-test.first120.iob2": ("conll2003", 4, 148),
    "conllu/GUM_voyage_athens.conllu": ("conllu", 1, 255),
    # Its first record is that of jsonl too.
    "doccano/export_intent_detection.jsonl": ("jsonl", 2, 3),
    "doccano/export_relation_extraction.jsonl": ("doccano", 1, 4),
    "doccano/export_sequence_labeling.jsonl": ("doccano", 3, 4),
    # Two, one of them of a record without a text.
    "doccano/import_example.jsonl": ("doccano", 3, 1),
    # Two, the same one twice.
    "doccano/import_example_overlapping.jsonl": ("doccano", 1, 1),
    "doccano/import_example_relation_extraction.jsonl": ("doccano", 1, 4),
    "doccano/import_relation_extraction.jsonl": ("doccano", 1, 4),
    # Seven, three of them of no width.
    "gate/tests_testdoc1.bdocjs": ("gate", 1, 4),
    "gate/tests_testdoc1.xml": ("gate", 1, 4),
    "label_studio/named_entity/annotations_1.json": ("label_studio", 1, 1),
    "label_studio/named_entity/tasks.json": ("label_studio", 1, 1),
    "label_studio/relation_extraction/task_legacy_completions.json": ("label_studio", 1, 4),
    "ner/re3d_dev.jsonl": ("jsonl", 40, 1229),
    "ner/wikigold_dev.jsonl": ("jsonl", 60, 1563),
    "prodigy/nel_emerson.jsonl": ("prodigy", 30, 30),
    # Four, one of them in two fragments.
    "pubannotation/samplePubAnnotation.json": ("pubannotation", 1, 5),
    "spacy_json/ner-token-per-line-conll2003.json": ("spacy_json", 1, 7),
    "spacy_json/ner_demo_train.json": ("spacy_json", 2, 3),
    "spacy_json/spancat_demo_train.json": ("spacy_json", 3, 4),
    "tei/schnitzler_entry__1900-06-24.xml": ("tei", 1, 8),
    "tei/testbare.xml": ("tei", 1, 0),
    "tei/testplace.xml": ("tei", 1, 108),
    f"{_FOODISTA}.json": ("uima_cas", 1, 17),
    f"{_EMOJI}/data.json": ("uima_cas", 1, 9),
    f"{_EMOJI}/debug.xmi": ("uima_cas", 1, 9),
    "uima_cas/json/emptyCas/data.json": ("uima_cas", 0, 0),
    "uima_cas/json/emptyCas/debug.xmi": ("uima_cas", 0, 0),
    "uima_cas/xmi/cas_with_smileys.xmi": ("uima_cas", 1, 5),
    "uima_cas/xmi/small_cas.xmi": ("uima_cas", 1, 0),
    "webanno_tsv/curation/curator.tsv": ("webanno_tsv", 1, 0),
    "webanno_tsv/curation/user1.tsv": ("webanno_tsv", 1, 0),
    "webanno_tsv/curation/user2.tsv": ("webanno_tsv", 1, 0),
    "webanno_tsv/gum/GUM_voyage_athens.tsv": ("webanno_tsv", 1, 255),
    **{f"webanno_tsv/suite/test{case}/reference.tsv": ("webanno_tsv", 1, count) for case, count in _SUITE.items()},
    **{f"webanno_tsv/suite/test{case}/reference.xmi": ("uima_cas", 1, count) for case, count in _SUITE.items()},
}
"""By file: the format it is known as, its documents, and the entities read of them. Where that is not what the samples' own
page counts, it is said why."""

REFUSED: Mapping[str, tuple[str, str]] = {
    "conll2003/doccano_labeling.invalid.conll": ("conll2003", "line 1: no token first and tag last"),
    "prodigy/patterns_countries-GPE.jsonl": ("prodigy", "line 1 is a pattern to match with, no annotation"),
    # The text that a Web Annotation is about is elsewhere; with it these are read in test_w3c_annotation.
    "w3c_webannotation/correct/anno26.json": ("w3c_annotation", "does not hold the text it is about"),
    "w3c_webannotation/correct/anno27.json": ("w3c_annotation", "does not hold the text it is about"),
    "w3c_webannotation/correct/anno41-example44.json": ("w3c_annotation", "within a fragment of its source"),
    "w3c_webannotation/incorrect/anno13.json": ("w3c_annotation", "is not JSON"),
}
"""By file: whose it would be, and what is said of it."""

_BESIDE = ("README.md", ".rng", ".conf", "config.xml", "typesystem.xml", "Types.xml", "anno.jsonld", "schema_annotations.json")
"""Ends of names of what stands beside annotations: pages, schemas, contexts, configurations, types."""


@pytest.fixture
def samples(shared: Path) -> Path:
    return shared / "samples"


def document_of(reading: Reading) -> Document:
    entities = [
        Entity(f"{number}", span.start, span.end, span.label, span.status or Status.ACCEPTED).changed(
            group=span.group, identity=span.identity, note=span.note
        )
        for number, span in enumerate(reading.spans)
    ]
    return Document(Article(reading.text, title=reading.title), tuple(entities), DONE)


def test_no_file_of_the_samples_is_left_out_here(samples: Path) -> None:
    there = {
        str(path.relative_to(samples))
        for path in samples.rglob("*")
        if path.is_file() and not {"articles", "seed", "schemas"} & set(path.relative_to(samples).parts)
    }
    rest = {name for name in there - COUNTS.keys() - REFUSED.keys() if not name.endswith(_BESIDE)}
    # Texts: those that brat's annotations are about, and one that is in its CAS too.
    assert {name for name in rest if not name.endswith(".txt") or f"{name[:-4]}.ann" not in there} <= {f"{_FOODISTA}.txt"}
    assert COUNTS.keys() | REFUSED.keys() <= there


@pytest.mark.parametrize("name", COUNTS)
def test_a_file_is_known_for_what_it_is_and_read_whole(samples: Path, name: str) -> None:
    form, documents, entities = COUNTS[name]
    assert guessed(samples / name, FORMATS) == [form]
    readings = FORMATS[form].read(samples / name)
    assert (len(readings), sum(len(reading.spans) for reading in readings)) == (documents, entities)
    for reading in readings:
        assert all(0 <= span.start < span.end <= len(reading.text) for span in reading.spans)


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_holds_no_annotations_is_refused_in_words(samples: Path, name: str) -> None:
    form, said = REFUSED[name]
    with pytest.raises(FormatError, match=said):
        FORMATS[form].read(samples / name)


@pytest.mark.parametrize("name", [name for name, (_, documents, _) in COUNTS.items() if documents])
def test_what_is_written_of_a_file_reads_as_it_was_but_for_what_is_said(samples: Path, tmp_path: Path, name: str) -> None:
    form = COUNTS[name][0]
    by_text = {one.article.text: one for one in map(document_of, FORMATS[form].read(samples / name))}
    there = list(by_text.values())
    for into in dict.fromkeys((form, "jsonl")):
        out = out_of(into, tmp_path / into)
        out.parent.mkdir()
        report = written(into, there, out)
        for one, found in zip(there, found_again(into, out, there), strict=True):
            assert lost(one, report) == keys(one) - (found or Counter())
