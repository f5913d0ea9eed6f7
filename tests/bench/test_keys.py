"""The benchmark of keys: what the oracle presses, what comes of it, and what it is compared with."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.bench import slate_keys
from tests.bench.gold import Document, GoldError, Suggestion, f1, labels_for, necessary_edits, overlaps, put_right, read_gold
from tests.bench.keys import SAMPLES, Result, Task, main, play
from tests.bench.slate_keys import SlateText
from tests.bench.ways import Policy, wrong

TEXT = (
    "Ambassador Jo Song Gil left Rome on Monday, said the JoongAng Ilbo of Seoul.\n"
    "The JoongAng Ilbo did not say where he went, and Rome did not answer.\n"
    "Mun Jong Nam, whom Italy expelled, had been ambassador before Jo Song Gil."
)


def _entities(*words: tuple[str, str]) -> tuple[tuple[int, int, str], ...]:
    found = []
    for text, label in words:
        start = -1
        while (start := TEXT.find(text, start + 1)) >= 0:
            found.append((start, start + len(text), label))
    return tuple(sorted(found))


GOLD = Document(
    "one",
    TEXT,
    _entities(
        ("Jo Song Gil", "PER"),
        ("Rome", "LOC"),
        ("JoongAng Ilbo", "ORG"),
        ("Seoul", "LOC"),
        ("Mun Jong Nam", "PER"),
        ("Italy", "LOC"),
    ),
)
RIGHT: list[Suggestion] = [(*one, None) for one in GOLD.entities]


def _played(document: Document, suggested: Sequence[Suggestion] | None, policy: Policy) -> Result:
    [result] = play(Task((document,), None if suggested is None else (tuple(suggested),), "conll", False, policy))
    return result


def _keys(suggested: Sequence[Suggestion] | None, policy: Policy | None = None) -> dict[str, int]:
    return dict(_played(GOLD, suggested, policy or Policy()).keys)


def test_where_all_that_is_suggested_is_right_it_closes_the_article_and_nothing_else() -> None:
    assert _keys(list(RIGHT)) == {"done": 2}


def test_a_wrong_label_costs_the_way_there_and_the_label() -> None:
    wrong_label = [(start, end, "ORG" if TEXT[start:end] == "Seoul" else label, score) for start, end, label, score in RIGHT]
    keys = _keys(wrong_label)
    assert keys.pop("label") == 1
    assert keys.pop("done") == 2
    assert sum(keys.values()) <= 3


def test_a_wrong_label_of_two_equal_texts_is_put_right_in_both_by_one_key_more() -> None:
    wrong_label = [(start, end, "PER" if "Ilbo" in TEXT[start:end] else label, score) for start, end, label, score in RIGHT]
    keys = _keys(wrong_label)
    assert (keys["label"], keys["label-equal"]) == (1, 1)
    assert "label-equal" not in _keys(wrong_label, Policy(equal=False))


def test_a_name_that_is_none_is_rejected_and_one_too_long_is_cut() -> None:
    start = TEXT.index("Ambassador Jo Song Gil")
    longer = [
        (start, end, label, score) if begin == start + 11 else (begin, end, label, score) for begin, end, label, score in RIGHT
    ]
    monday = TEXT.index("Monday")
    keys = _keys(sorted([*longer, (monday, monday + 6, "MISC", None)]))
    assert keys["reject"] == 1
    assert keys["start-shorter"] == 1
    assert "label" not in keys


def test_from_nothing_each_name_takes_the_key_that_goes_there_and_its_label_and_repeats_less() -> None:
    keys = _keys(None)
    assert "walk" not in keys
    assert keys.get("label-equal", 0) + keys["label"] <= len(GOLD.entities)
    assert sum(keys.values()) <= 2 * len(GOLD.entities)


def test_a_name_far_from_the_focus_is_come_to_by_its_letters() -> None:
    text = " ".join(f"Anna Berg met the {number}th guest and Otto Lind the next." for number in range(1, 13))
    spans = [(start, start + 9, "PER") for start in range(len(text)) if text[start : start + 9] in ("Anna Berg", "Otto Lind")]
    given = [(start, end, "LOC" if number in (11, 17) else label, None) for number, (start, end, label) in enumerate(spans)]
    keys = _played(Document("far", text, tuple(spans)), given, Policy(equal=False)).keys
    assert keys["hint-stay"] in (2, 3)
    assert keys["stay"] in (1, 2)
    assert keys["label"] == 2
    assert keys.total() <= 2 + 1 + 2 * 3


def test_what_a_screen_does_not_show_is_come_to_by_pages_and_all_of_it_is_read() -> None:
    text = "\n".join(f"Line {number} tells of Anna Berg and nothing else of note." for number in range(1, 90))
    spans = [(start, start + 9, "PER") for start in range(len(text)) if text.startswith("Anna Berg", start)]
    given = [(start, end, "LOC" if number == 80 else label, None) for number, (start, end, label) in enumerate(spans)]
    result = _played(Document("long", text, tuple(spans)), given, Policy(equal=False))
    assert result.screens >= 3
    assert result.keys["page-down"] == result.screens - 1
    assert result.keys["label"] == 1


def test_names_whose_edges_are_no_words_are_made_all_the_same() -> None:
    text = "The inter-Korean talks and pro-Assad forces."
    gold = Document("edges", text, ((10, 16, "MISC"), (31, 36, "PER")))
    assert text[10:16] == "Korean"
    assert _played(gold, None, Policy()).keys["done"] == 2


def test_what_was_right_above_the_screen_is_not_rejected_with_equal_texts_below() -> None:
    lines = [f"Line {number} tells of Anna Berg and nothing else of note." for number in range(1, 90)]
    text = "\n".join(lines)
    spans = [(start, start + 9, "PER") for start in range(len(text)) if text.startswith("Anna Berg", start)]
    given = [(*one, None) for one in spans]
    kept = tuple(spans[:-6])
    assert _played(Document("late", text, kept), given, Policy()).keys["reject"] == 6


def test_what_each_kind_of_correction_took_is_told() -> None:
    given = [(start, end, "ORG" if number == 0 else label, score) for number, (start, end, label, score) in enumerate(RIGHT[1:])]
    result = _played(GOLD, given, Policy())
    assert result.kinds == {"added": 1, "relabelled": 1}
    assert result.keys_for.total() + 2 == result.keys.total()


def test_what_is_wrong_stands_in_groups_that_overlap() -> None:
    groups = wrong([(0, 5, "PER"), (10, 15, "LOC")], [(0, 9, "PER"), (10, 15, "LOC"), (20, 22, "ORG")])
    assert [group.hull for group in groups] == [(0, 9), (20, 22)]


def test_an_edit_is_an_entity_added_deleted_relabelled_or_given_other_edges() -> None:
    gold = [(0, 5, "PER"), (10, 15, "LOC"), (20, 25, "ORG")]
    assert necessary_edits(gold, gold) == 0
    assert necessary_edits([], gold) == 3
    assert necessary_edits([(0, 5, "ORG"), (10, 14, "LOC"), (20, 25, "ORG"), (30, 31, "PER")], gold) == 3
    assert necessary_edits([(0, 6, "ORG"), *gold[1:]], gold) == 2


def test_errors_are_put_right_until_the_suggestions_are_as_good_as_wanted_and_those_left_are_the_models() -> None:
    gold = [[(n, n + 2, "PER") for n in range(0, 100, 10)]]
    found = [[(n, n + 2, "PER" if n > 40 else "LOC") for n in range(0, 100, 10)]]
    mended = put_right(found, gold, 0.8)
    assert f1(zip(mended, gold, strict=True)) == pytest.approx(0.8)
    assert set(mended[0]) - set(gold[0]) < set(found[0])


def test_gold_that_cannot_be_read_is_one_line_and_exit_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "gold.jsonl").write_text('{"text": "a", "entities": [[0, 9, "PER"]]}\n', "utf-8")
    assert main(["--gold", str(tmp_path / "gold.jsonl")]) == 2
    assert "line 1: an entity lies outside the text" in capsys.readouterr().err


def test_labels_of_a_preset_are_that_preset_and_others_a_file_of_them(tmp_path: Path) -> None:
    assert labels_for([GOLD], None, tmp_path) == "conll"
    file = labels_for([Document("own", "ab", ((0, 1, "Weapon"),))], {"PRODUCT": "Weapon"}, tmp_path)
    assert 'name = "Weapon"\nfrom = ["PRODUCT"]' in Path(file).read_text("utf-8")


def _slate(text: str, *entities: tuple[int, int, str]) -> dict[str, int]:
    return dict(slate_keys.keys([Document("slate", text, entities)]))


def test_slate_labels_with_two_keys_and_repeats_a_motion_by_its_number() -> None:
    text = "one two three four five six seven eight nine ten eleven twelve thirteen Jo Song Gil left"
    name = text.index("Jo")
    assert _slate(text, (0, 3, "A")) == {"labels": 2, "next file": 1}
    # : to the last word, 3m stretches back over the name, l leaves the last word out; 13; and 2/ would take a key more.
    assert _slate(text, (name, name + 11, "A")) == {"labels": 2, "moving": 4, "next file": 1}


def test_slate_takes_a_label_off_with_one_key_and_gives_another_with_three() -> None:
    document = Document("slate", "Rome wept", ((0, 4, "LOC"),))
    assert slate_keys.keys([document], [[(0, 4, "LOC")]])["labels"] == 0
    assert slate_keys.keys([document], [[(0, 4, "ORG")]])["labels"] == 3
    assert slate_keys.keys([Document("slate", "Rome wept", ())], [[(0, 4, "ORG")]])["labels"] == 1


def test_slate_cannot_leave_out_what_no_blank_parts_from_a_name() -> None:
    text = SlateText("In Rome, Italy’s capital")
    assert text.covering(3, 7) == (1, 1)
    assert not text.aligned(3, 7)
    assert text.aligned(0, 2)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no shared samples beside the checkout")
def test_two_articles_of_each_sample_are_played_to_their_gold_and_every_bar_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name in ("wikigold_dev", "re3d_dev"):
        documents = read_gold(SAMPLES / f"ner/{name}.jsonl")
        assert not any(overlaps(one.entities) for one in documents)
    assert main(["--json", "--limit", "2", "--workers", "1", "--only", "from nothing"]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)["rows"]}
    row = rows["wikigold_dev, from nothing: keys per final entity"]
    assert row["bar"] == 2.5
    assert row["holds"] == (row["value"] <= 2.5)
    assert rows["wikigold_dev: SLATE from nothing: keys per final entity"]["value"] > row["value"]


def test_a_file_is_played_in_one_sitting_where_letters_stay_and_memory_learns_from_what_came_before() -> None:
    texts = [f"{TEXT}\nArticle {number} told of the Herald." for number in range(3)]
    herald = [text.index("Herald") for text in texts]
    documents = [
        Document(str(number), text, (*GOLD.entities, (at, at + 6, "ORG")))
        for number, (text, at) in enumerate(zip(texts, herald, strict=True))
    ]
    given = [(*RIGHT[1:], (at, at + 6, "LOC", None)) for at in herald]
    policy = Policy(equal=False)
    alone = [play(Task((one,), (here,), "conll", False, policy))[0] for one, here in zip(documents, given, strict=True)]
    assert all("hint-stay" in one.keys for one in alone)
    together = play(Task(tuple(documents), tuple(given), "conll", False, policy))
    assert [set(one.gold) for one in together] == [set(one.entities) for one in documents]
    assert "hint-stay" in together[0].keys
    assert not any("hint-stay" in one.keys for one in together[1:])
    assert (herald[0], herald[0] + 6, "LOC") in together[0].suggested
    assert (herald[2], herald[2] + 6, "ORG") in together[2].suggested
    assert together[2].keys.total() < alone[2].keys.total()


def test_from_nothing_memory_suggests_nothing_in_later_articles() -> None:
    documents = tuple(Document(str(n), f"{TEXT}\nArticle {n}.", GOLD.entities) for n in range(2))
    assert [one.suggested for one in play(Task(documents, None, "conll", False, Policy()))] == [(), ()]


def test_news_in_columns_of_iob2_is_gold_of_articles_of_ten_excerpts(tmp_path: Path) -> None:
    excerpt = "# newdoc id = n{0}\n# sent_id = n{0}-1\n# text = Ada Berg left “Oslo”.\n"
    words = ("Ada", "B-PER"), ("Berg", "I-PER"), ("left", "O"), ("“", "O"), ("Oslo", "B-LOC"), ("”", "O"), (".", "O")
    columns = "".join(f"{number}\t{word}\t{tag}\t-\t-\n" for number, (word, tag) in enumerate(words, 1))
    file = tmp_path / "news.iob2"
    file.write_text("\n".join(excerpt.format(number) + columns for number in range(11)), "utf-8")
    first, second = read_gold(file)
    assert (first.text.count("\n"), second.text) == (10, "Ada Berg left “Oslo”.\n")
    assert second.entities == ((0, 8, "PER"), (15, 19, "LOC"))
    assert [first.text[start:end] for start, end, _ in first.entities] == ["Ada Berg", "Oslo"] * 10
    file.write_text(excerpt.format(0) + "1\tOtto\tB-PER\t-\t-\n", "utf-8")
    with pytest.raises(GoldError, match="Otto B-PER is not of the sentence Ada Berg left"):
        read_gold(file)


def test_of_texts_that_are_there_twice_the_first_is_played_and_empty_ones_are_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [{"id": n, "text": text, "entities": []} for n, text in enumerate(("Rain fell.", " ", "Rain fell.", "Snow fell."))]
    (tmp_path / "twice.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    gold = str(tmp_path / "twice.jsonl")
    assert main(["--json", "--workers", "1", "--only", "from nothing", "--gold", gold]) == 0
    told = {row["name"]: row["value"] for row in json.loads(capsys.readouterr().out)["rows"]}
    assert told["twice: articles"] == 2
