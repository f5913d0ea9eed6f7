"""Label sets: presets, files, keys, what labels of models mean."""

from pathlib import Path

import pytest

from annotations.labels import PRESETS, Family, Label, LabelError, LabelSet, from_toml, keyed, label_set


def test_the_ontonotes_keys_stand_as_on_the_screen() -> None:
    row = [f"{label.digit} {label.short}" for label in PRESETS["ontonotes"].labels if label.digit]
    assert " ".join(row) == "1 PERS 2 NORP 3 ORG 4 GPE 5 LOC 6 DATE 7 CARD 8 FAC 9 EVNT 0 LAW"


@pytest.mark.parametrize(("name", "count"), [("ontonotes", 18), ("conll", 4), ("wnut", 6)])
def test_presets_have_their_labels_each_with_a_letter_and_forbid_overlap(name: str, count: int) -> None:
    labels = label_set(name.upper())
    assert len(labels.labels) == count
    assert len({label.letter for label in labels.labels}) == count
    assert all(label.letter.islower() and label.short for label in labels.labels)
    assert not labels.overlap


@pytest.mark.parametrize(
    ("preset", "foreign", "meant"),
    [
        ("ontonotes", "PER", "PERSON"),
        ("ontonotes", "GPE", "GPE"),
        ("ontonotes", "MISC", None),
        ("conll", "GPE", "LOC"),
        ("conll", "NORP", "MISC"),
        ("conll", "DATE", None),
        ("wnut", "PERSON", "person"),
    ],
)
def test_labels_of_models_are_mapped(preset: str, foreign: str, meant: str | None) -> None:
    assert PRESETS[preset].mapped(foreign) == meant


def test_a_label_of_the_set_means_itself_before_what_others_take_from_it() -> None:
    labels = LabelSet("own", keyed([Label("PLACE", sources=("GPE",)), Label("GPE")]))
    assert labels.mapped("GPE") == "GPE"


def test_labels_are_found_by_their_keys() -> None:
    labels = PRESETS["conll"]
    person, misc = labels.get("PER"), labels.get("MISC")
    assert labels.by_digit("1") == person
    assert labels.by_letter("m") == misc
    assert labels.by_digit("") is None
    assert labels.by_letter("z") is None
    assert labels.family("LOC") is Family.PLACES
    assert labels.family("unknown") is Family.PEOPLE


def test_a_file_gives_labels_with_the_keys_they_lack() -> None:
    labels = from_toml(
        """
        name = "bio"
        [[label]]
        name = "Gene"
        digit = "3"
        from = ["GENE", "protein"]
        [[label]]
        name = "Genome"
        family = "works"
        description = "whole ones"
        """,
        "mine",
    )
    gene, genome = labels.labels
    assert (labels.name, labels.overlap) == ("bio", True)
    assert (gene.digit, gene.letter, gene.short) == ("3", "g", "GENE")
    assert (genome.digit, genome.letter, genome.family) == ("1", "e", Family.WORKS)
    assert labels.mapped("protein") == "Gene"


def test_a_file_on_disk_is_read_and_named_after_itself(tmp_path: Path) -> None:
    path = tmp_path / "ships.toml"
    path.write_text('\ufeffoverlap = false\n[[label]]\nname = "SHIP"\n', "utf-8")
    labels = label_set(str(path))
    assert (labels.name, labels.overlap, [label.name for label in labels.labels]) == ("ships", False, ["SHIP"])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("name =", "is not TOML"),
        ("name = 'x'", "has no labels: write each as [[label]]"),
        ("label = 3", "has no labels"),
        ("[[label]]\nname = ''", "needs a name"),
        ("[[label]]\nname = 'A'\ndigit = 'x'", "digit of A is one of 1-9 and 0, not 'x'"),
        ("[[label]]\nname = 'A'\nletter = 'AB'", "letter of A is one of a-z"),
        ("[[label]]\nname = 'A'\nfamily = 'red'", "family of A is one of people"),
        ("[[label]]\nname = 'A'\ndigit = true", "digit of A is a word"),
        ("[[label]]\nname = 'A'\nfrom = 'B'", "from of A is a list"),
        ("overlap = 'no'\n[[label]]\nname = 'A'", "overlap is true or false"),
        ("[[label]]\nname = 'A'\n[[label]]\nname = 'A'", "two labels have the name 'A'"),
        ("[[label]]\nname = 'A'\nletter = 'q'\n[[label]]\nname = 'B'\nletter = 'q'", "two labels have the letter 'q'"),
    ],
)
def test_a_file_that_cannot_be_used_says_what_is_wrong_in_a_line(content: str, words: str) -> None:
    with pytest.raises(LabelError) as caught:
        from_toml(content, "mine")
    assert words in str(caught.value)
    assert "mine" in str(caught.value)


def test_an_unknown_name_says_which_presets_there_are(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match="presets are ontonotes, conll, wnut"):
        label_set(str(tmp_path / "none.toml"))


def test_a_file_that_is_no_text_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LabelError, match="could not be read"):
        label_set(str(path))


def test_adding_labels_keeps_what_is_there_and_its_keys() -> None:
    labels = PRESETS["conll"]
    added = labels.adding([Label("PER", digit="9"), Label("SHIP", digit="1", letter="p")])
    assert added.labels[:4] == labels.labels
    assert (added.labels[4].name, added.labels[4].digit, added.labels[4].letter) == ("SHIP", "5", "s")
    assert labels.adding([Label("PER")]) is labels


def test_more_labels_than_letters_leave_the_last_without_one() -> None:
    labels = LabelSet("many", keyed(Label(f"L{n}") for n in range(28)))
    assert [label.letter for label in labels.labels[26:]] == ["", ""]
    assert [label.digit for label in labels.labels[9:12]] == ["0", "", ""]
