"""Rules: patterns, lists of names and regular expressions, read from files and found in texts."""

import json
from pathlib import Path

import pytest

from annotations.article import Article
from annotations.entity import Proposal
from annotations.suggest.patience import LIMIT
from annotations.suggest.rule_errors import RuleError
from annotations.suggest.rule_files import read_rules
from annotations.suggest.rules import Rules, RuleSet, checked_row, winning

TEXT = "Dr. Mary-Ann Lee of Oxfam paid $ 5,000 to the U.N. in New York, NEW YORK and new york on May 5."
PATTERNS: list[list[dict[str, object]]] = [
    [{"LOWER": "new"}, {"LOWER": "york"}],
    [{"TEXT": "New"}, {"TEXT": {"IN": ["York", "Jersey"]}}],
    [{"IS_TITLE": True, "OP": "+"}],
    [{"ORTH": "$"}, {"LIKE_NUM": True}],
    [{"IS_TITLE": True}, {"IS_DIGIT": True}],
    [{"SHAPE": "Xxx"}],
    [{"TEXT": {"REGEX": "^[A-Z]{3,}$"}, "OP": "{1,2}"}],
    [{"LENGTH": {">=": 5}, "IS_ALPHA": True, "IS_LOWER": False}],
    [{"LOWER": "in"}, {"LOWER": "the", "OP": "?"}, {"IS_TITLE": True}],
    [{"LOWER": "on"}, {"IS_PUNCT": True, "OP": "*"}, {"TEXT": "May"}],
    [{"TEXT": "to"}, {"TEXT": "the"}, {"IS_ALPHA": True, "OP": "!"}],
]


def found(*rows: dict[str, object], text: str = TEXT, name: str = "mine") -> list[tuple[str, str, str]]:
    rules = Rules([RuleSet(name, rows)])
    return [(text[one.start : one.end], one.label, one.identity) for one in rules.find(Article(text), (0, len(text)))]


def test_a_text_is_found_as_whole_words_in_its_case_and_gives_its_id() -> None:
    text = "Oxfam, Oxfams, OXFAM and Oxfam’s"
    assert found({"label": "ORG", "pattern": "Oxfam", "id": "Q267941"}, text=text) == [("Oxfam", "ORG", "Q267941")] * 2


def test_what_is_found_has_the_origin_of_its_rules_and_no_score() -> None:
    rules = Rules([RuleSet("aid", ({"label": "ORG", "pattern": "Oxfam"},))])
    assert rules.find(Article("Oxfam"), (0, 5)) == [Proposal(0, 5, "ORG", "rule:aid")]


def test_of_rules_that_overlap_the_longest_is_found() -> None:
    assert found({"label": "GPE", "pattern": "York"}, {"label": "GPE", "pattern": "New York"}) == [("New York", "GPE", "")]


def test_a_regular_expression_gives_what_it_matches_or_its_first_group() -> None:
    assert found({"label": "MONEY", "regex": r"\$ ?[\d,]+"}) == [("$ 5,000", "MONEY", "")]
    assert found({"label": "ORG", "regex": r"of (\w+) paid"}) == [("Oxfam", "ORG", "")]


def test_a_set_that_is_off_finds_nothing() -> None:
    assert Rules([RuleSet("aid", ({"label": "ORG", "pattern": "Oxfam"},), off=True)]).find(Article(TEXT), (0, len(TEXT))) == []


def test_a_regular_expression_that_takes_too_long_is_stopped_said_and_not_run_again() -> None:
    said: list[str] = []
    text = "a" * 60 + "! Oxfam"
    rules = Rules([RuleSet("slow", ({"label": "ORG", "regex": r"(a|aa)+$"}, {"label": "ORG", "pattern": "Oxfam"}))], said.append)
    for _ in range(2):
        assert [one.label for one in rules.find(Article(text), (0, len(text)))] == ["ORG"]
    assert len(said) == 1
    assert "slow" in said[0]
    assert LIMIT < 1


@pytest.mark.parametrize("pattern", PATTERNS, ids=[json.dumps(pattern) for pattern in PATTERNS])
def test_token_patterns_find_what_spacys_entity_ruler_does(pattern: list[dict[str, object]]) -> None:
    spacy = pytest.importorskip("spacy")
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": pattern}])
    expected = [one.text for one in nlp(TEXT).ents]
    assert expected
    ours = [words for words, _, _ in found({"label": "ORG", "pattern": pattern})]
    assert [words.rstrip(".") for words in ours] == [words.rstrip(".") for words in expected]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"label": "ORG", "pattern": [{"POS": "NOUN"}]}, "trained pipeline"),
        ({"label": "ORG", "pattern": [{"COLOUR": "red"}]}, "not known"),
        ({"label": "ORG", "pattern": [{"TEXT": {"FUZZY": "a"}}]}, "FUZZY"),
        ({"label": "ORG", "pattern": [{"TEXT": "a", "OP": "~"}]}, "OP"),
        ({"label": "ORG", "pattern": []}, "no tokens"),
        ({"label": "ORG", "pattern": ["a"]}, "object"),
        ({"label": "ORG", "regex": "(a"}, "not a regular expression"),
        ({"label": "ORG"}, "no"),
        ({"pattern": "a"}, "label"),
        ({"label": "ORG", "pattern": "  "}, "characters"),
        ([], "object"),
    ],
)
def test_what_cannot_be_run_is_refused_in_words(row: object, why: str) -> None:
    with pytest.raises(RuleError, match=why):
        checked_row(row)


class TestFiles:
    def test_a_list_of_names_needs_a_label(self, tmp_path: Path) -> None:
        file = tmp_path / "names.txt"
        file.write_text("Oxfam\n\nNew  York\n", "utf-8")
        assert read_rules(file, "ORG") == [{"label": "ORG", "pattern": "Oxfam"}, {"label": "ORG", "pattern": "New York"}]
        with pytest.raises(RuleError, match="line 1: no label"):
            read_rules(file)

    @pytest.mark.parametrize("head", ["", "name,label,id\n"])
    def test_a_table_has_name_label_and_id_with_or_without_heads(self, tmp_path: Path, head: str) -> None:
        file = tmp_path / "names.csv"
        file.write_text(f'{head}Oxfam,ORG,Q267941\n"Paris, Texas",,\n', "utf-8")
        assert read_rules(file, "GPE") == [
            {"label": "ORG", "pattern": "Oxfam", "id": "Q267941"},
            {"label": "GPE", "pattern": "Paris, Texas"},
        ]

    def test_columns_stand_where_the_heads_say(self, tmp_path: Path) -> None:
        file = tmp_path / "names.tsv"
        file.write_text("id\tname\nQ267941\tOxfam\n", "utf-8")
        assert read_rules(file, "ORG") == [{"label": "ORG", "pattern": "Oxfam", "id": "Q267941"}]

    @pytest.mark.parametrize(
        ("name", "data", "why"),
        [
            ("p.jsonl", b'{"label": "ORG"', "line 1 is not JSON"),
            ("p.jsonl", b"[" * 100_000, "cannot be read|not JSON"),
            ("p.jsonl", b'{"label": "ORG", "pattern": "a"}\n{"label": 3}', "line 2"),
            ("p.txt", b"\xff\xfe", "not UTF-8"),
            ("p.txt", b"\n\n", "no rules"),
            ("p.csv", b'"a', "cannot be read"),
        ],
    )
    def test_a_file_that_is_none_is_refused_with_its_name_and_line(
        self, tmp_path: Path, name: str, data: bytes, why: str
    ) -> None:
        (tmp_path / name).write_bytes(data)
        with pytest.raises(RuleError, match=why):
            read_rules(tmp_path / name, "ORG")
        with pytest.raises(RuleError, match="cannot be read"):
            read_rules(tmp_path / "nowhere.txt", "ORG")

    def test_a_folder_that_spacy_saved_an_entity_ruler_to_is_read(self, tmp_path: Path) -> None:
        spacy = pytest.importorskip("spacy")
        nlp = spacy.blank("en")
        ruler = nlp.add_pipe("entity_ruler")
        ruler.add_patterns(
            [{"label": "ORG", "pattern": "Oxfam", "id": "oxfam"}, {"label": "GPE", "pattern": [{"LOWER": "paris"}]}]
        )
        ruler.to_disk(tmp_path / "ruler.jsonl")
        ruler.to_disk(tmp_path / "ruler")
        for place in (tmp_path / "ruler.jsonl", tmp_path / "ruler"):
            assert {row["label"] for row in read_rules(place)} == {"ORG", "GPE"}


def test_where_a_model_and_a_rule_would_stand_on_one_text_the_rule_does() -> None:
    model = [Proposal(0, 4, "GPE", "model:m"), Proposal(6, 9, "ORG", "model:m")]
    rule = [Proposal(2, 5, "ORG", "rule:r")]
    assert winning(model, rule) == [model[1], rule[0]]
