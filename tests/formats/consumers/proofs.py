"""What is proven of each format: by which program, what of it is called, and what is compared. ``RESULTS.md`` is made of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from annotations.formats.registry import FORMATS
from tests.formats.consumers.environments import OWN

RESULTS = Path(__file__).parent / "RESULTS.md"
EQUAL, DIFFERENT, NOT_RUN = "equal", "DIFFERENT", "not run"


@dataclass(frozen=True, slots=True)
class Proof:
    """One test of one format: the consumer's package and its environment, the test's name, with its case where it has several,
    what of the consumer is called, and what is compared."""

    form: str
    package: str
    environment: str
    test: str
    called: str
    compared: str
    case: str = ""


def _spacy(form: str, test: str, called: str, compared: str, case: str = "") -> Proof:
    return Proof(form, "spacy", OWN, test, called, compared, case)


_CONVERTED = "test_spacy_converts_columns_to_the_same_documents_and_entities"
_SEQEVAL = "test_seqeval_reads_the_tags_strictly_and_finds_every_entity"
_CASSIS = "test_cassis_finds_no_fault_and_every_entity_on_its_words"
_CONLLU = "test_the_package_conllu_finds_our_tokens_and_what_stands_in_misc"
_PANDAS = "test_pandas_reads_every_cell_as_it_was"
_DATASETS = "test_datasets_loads_the_rows_with_tags_that_have_names"

PROOFS = (
    Proof(
        *("jsonl", "srsly", OWN, "test_srsly_reads_every_line_and_spacy_finds_the_words_of_each_entity"),
        *("`srsly.read_jsonl`, spaCy's `Doc.char_span`", "texts, spans, labels"),
    ),
    Proof(
        *("jsonl", "pandas", "frames", "test_pandas_reads_each_line_of_jsonl"),
        *("`read_json(lines=True)`", "texts, spans, labels"),
    ),
    _spacy(
        "spacy", "test_spacy_finds_nothing_wrong_in_a_docbin", "`spacy debug data`", "no white space, no crossing of sentences"
    ),
    _spacy("spacy", "test_spacy_trains_on_a_docbin", "`spacy train`, five steps on the CPU", "rows of scores, a saved pipeline"),
    _spacy(
        *("spacy", "test_spacy_loads_the_same_texts_entities_and_links_from_a_docbin"),
        *("`DocBin.from_disk().get_docs`", "texts, spans, labels, identities"),
    ),
    _spacy("conll2003", _CONVERTED, "`spacy convert -c conll`", "documents, words and labels of entities", "conll2003"),
    Proof(
        *("conll2003", "seqeval", "tags", _SEQEVAL),
        *("`classification_report(mode='strict', scheme=IOB2)`", "F1 1.0, the number of entities", "conll2003"),
    ),
    Proof(
        *("conll2003", "nervaluate", "tags", "test_nervaluate_finds_every_entity_in_the_tags"),
        *("`Evaluator(loader='list').evaluate`", "F1 1.0, the number of entities"),
    ),
    Proof(
        *("bioes", "seqeval", "tags", _SEQEVAL),
        *("`classification_report(mode='strict', scheme=IOBES)`", "F1 1.0, the number of entities", "bioes"),
    ),
    _spacy("bilou", _CONVERTED, "`spacy convert -c conll`", "documents, words and labels of entities", "bilou"),
    Proof(
        *("bilou", "seqeval", "tags", _SEQEVAL),
        *("`classification_report(mode='strict', scheme=BILOU)`", "F1 1.0, the number of entities", "bilou"),
    ),
    Proof("conllu", "conllu", OWN, _CONLLU, "`parse`", "tokens, MISC, the number of entities", "conllu"),
    Proof("conllup", "conllu", OWN, _CONLLU, "`parse`, by `global.columns`", "tokens, tags, the number of entities", "conllup"),
    Proof(
        *("brat", "bioc", "markup", "test_parsers_of_brat_find_every_entity_on_its_words"),
        *("`brat.load`", "texts, spans, labels, words", "bioc"),
    ),
    Proof(
        *("brat", "pybrat", "markup", "test_parsers_of_brat_find_every_entity_on_its_words"),
        *("`BratParser(error='raise').parse`", "texts, spans, labels, words", "pybrat"),
    ),
    Proof(
        *("webanno_tsv", "web-anno-tsv", "markup", "test_a_reader_of_webanno_tsv_finds_every_entity_on_its_words"),
        *("`open_web_anno_tsv`, which checks each offset", "words and labels of entities"),
    ),
    Proof(
        *("uima_cas", "dkpro-cassis", "cassis", _CASSIS),
        *(
            "`load_cas_from_xmi` with our types and INCEpTION's, `typecheck`",
            "of three articles: text, covered text, labels",
            "a.xmi",
        ),
    ),
    Proof(
        *("uima_cas", "dkpro-cassis", "cassis", _CASSIS),
        *("`load_cas_from_json`, `typecheck`", "of three articles: text, covered text, labels", "a.json"),
    ),
    Proof(
        *("gate", "gatenlp", "gatenlp", "test_gatenlp_finds_every_entity_on_its_words"),
        *("`Document.load(fmt='gatexml')`", "of three articles: text, covered text, types", "a.xml"),
    ),
    Proof(
        *("gate", "gatenlp", "gatenlp", "test_gatenlp_finds_every_entity_on_its_words"),
        *("`Document.load` of bdoc", "of three articles: text, covered text, types", "a.bdocjs"),
    ),
    Proof(
        *("doccano", "doccano", "doccano", "test_doccano_imports_every_text_and_span_as_it_was"),
        *("the server's `load_dataset(...).save`, into SQLite", "no error, texts, spans, labels"),
    ),
    _spacy(
        *("prodigy", "test_spacy_finds_each_token_and_span_of_a_task_where_it_says"),
        *("`Doc(words, spaces)`, `char_span`, `offsets_to_biluo_tags`", "texts, tokens, spans, no warning"),
    ),
    Proof(
        *("prodigy", "reconner", "recon", "test_recon_reads_the_tasks_of_prodigy_and_makes_docs_of_them"),
        *("`recon.loaders.read_jsonl`, `Example.doc`", "texts, tokens, spans, labels"),
    ),
    Proof(
        *("label_studio", "label-studio-sdk", "label_studio"),
        "test_label_studio_takes_annotations_and_predictions_and_gives_the_accepted_spans_back",
        *("`LabelInterface.validate`, `validate_annotation`, `validate_prediction`, `Converter.convert`", "texts, spans, labels"),
    ),
    Proof("hf", "datasets", "frames", _DATASETS, "`load_dataset('json', features=...)`", "names of tags, entities", "json"),
    Proof("hf", "datasets", "frames", _DATASETS, "`load_dataset('parquet')`", "names of tags, entities", "parquet"),
    Proof("csv", "pandas", "frames", _PANDAS, "`read_csv` of both tables", "texts, spans, labels, words", "csv"),
    Proof("tsv", "pandas", "frames", _PANDAS, "`read_csv` of both tables", "texts, spans, labels, words", "tsv"),
    Proof(
        *("spreadsheet", "pandas", "frames"),
        "test_pandas_reads_the_table_for_spreadsheets_and_no_cell_of_it_would_be_run",
        *("`read_csv` of both tables", "the number of rows, no cell that begins a formula"),
    ),
    _spacy(
        *("spacy_json", "test_spacy_converts_its_json_to_the_same_documents_and_entities"),
        *("`spacy convert -c json`", "texts, spans, labels"),
    ),
    _spacy(
        *("spacy_tuples", "test_spacy_takes_the_pairs_as_examples_without_a_warning"),
        *("`Example.from_dict`", "spans, labels, no warning"),
    ),
    Proof(
        *("html", "html5lib", OWN, "test_a_parser_of_html_finds_each_text_and_entity_and_no_error"),
        *("`HTMLParser(strict=True).parse`", "no error, no script, texts, spans, labels"),
    ),
    Proof(
        *("markdown", "markdown-it-py", OWN, "test_a_renderer_of_commonmark_shows_every_word_and_each_entity_bold"),
        *("`MarkdownIt('commonmark').render`, html5lib", "words, the number of entities in bold"),
    ),
    Proof(
        *("svg", "svgelements", "markup", "test_a_reader_of_pictures_finds_every_word_and_label"),
        *("`SVG.parse`", "words, the number of labels"),
    ),
    Proof(
        *("tei", "lxml", OWN, "test_the_schema_of_the_guidelines_finds_nothing_wrong_in_tei"),
        *(
            "`RelaxNG.validate` with the guidelines' `tei_all.rng`",
            "no error, but for attributes newer than that schema: `xml:space`, `@resp` and `@cert`",
        ),
    ),
    Proof(
        *("w3c_annotation", "jsonschema", "markup", "test_every_assertion_of_the_test_suite_holds_for_each_web_annotation"),
        *("the 14 assertions of W3C's test suite that must hold", "of six articles: no error for any annotation"),
    ),
    Proof(
        *("w3c_annotation", "pyld", "markup", "test_a_processor_of_linked_data_keeps_the_texts"),
        *("`jsonld.expand` with W3C's context", "of six articles: texts"),
    ),
    Proof(
        *("bioc", "bioc", "markup", "test_the_package_bioc_finds_every_mention_in_its_place"),
        *("`biocxml.load`", "texts, mentions, words", "a.xml"),
    ),
    Proof(
        *("bioc", "bioc", "markup", "test_the_package_bioc_finds_every_mention_in_its_place"),
        *("`biocjson.load`", "texts, mentions, words", "a.json"),
    ),
    Proof(
        *("pubtator", "bioc", "markup", "test_the_package_bioc_finds_every_entity_of_pubtator"),
        *("`pubtator.load`", "names, entities, words"),
    ),
    Proof(
        *("pubannotation", "jsonschema", "markup", "test_pubannotation_is_as_its_schema_has_it"),
        *("`validate` with PubAnnotation's schema", "no error for any document"),
    ),
)

WITHOUT: Mapping[str, str] = {
    "rubricate": "our own form, which no other program has; it is read back field by field (`tests/formats/test_rubricate.py`)",
    "inline": "a way of typing, not a program's: the last that read it was Rasa 2; read back by our own import",
    "comprehend": "only read: Amazon's service writes it, as suggestions",
    "azure": "only read: Azure's service writes it, as suggestions",
    "google": "only read: Google's service writes it, as suggestions",
}
"""The formats that no program at hand consumes, and why."""

_HEAD = """# What reads our files

Made by `python -m tests.formats.consumers` (with the extra `hf`, for Parquet), which hands an export of each format to the program it
is for, each in an environment of its own, and compares what that finds with what was exported: the hundred articles of WikiGold and
re3d, one with characters outside the first plane, and, where a format can hold them, overlap, odd labels, markup in the text, line ends
of other systems.

| format | consumer | called | compared | result |
| --- | --- | --- | --- | --- |
"""


def table(versions: Mapping[tuple[str, str], str], results: Iterable[str]) -> str:
    """The page: a row for each proof with its consumer's version, by environment and package, and its result; in the order of
    the formats, then those without a consumer."""
    order = list(FORMATS)
    rows = sorted(zip(PROOFS, results, strict=True), key=lambda row: order.index(row[0].form))
    lines = [
        f"| {each.form} | {each.package} {versions[each.environment, each.package]} | {each.called} | {each.compared} | {result} |"
        for each, result in rows
    ]
    lines += [f"| {form} | none | | | {why} |" for form, why in WITHOUT.items()]
    return _HEAD + "\n".join(lines) + "\n"
