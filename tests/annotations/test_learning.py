"""Learning with spaCy, on a tiny model: warm heads, replay, the guard, and the pipelines that are kept."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotations.labels import PRESETS, LabelSet, from_toml
from annotations.suggest import learning
from annotations.suggest.examples import Finished
from annotations.suggest.learning import Dose, Learner, mentions
from annotations.suggest.models import Model, ModelError, choose
from annotations.suggest.pipeline import load
from annotations.suggest.teaching import Request, asked, learn, messages
from annotations.suggest.trained import Record, Trained
from tests.annotations.tiny_model import PEOPLE, articles, save_tiny, text_of

OURS = from_toml('[[label]]\nname = "hero"\n[[label]]\nname = "scene"', "ours")
QUICK = Dose(epochs=1, replay=2, rate=0.001)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return choose(str(save_tiny(tmp_path_factory.mktemp("models"))), "en")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TUNED", "WARM", "WARM_AT_FIRST"):
        monkeypatch.setattr(learning, name, QUICK)


def silent(_done: int, _of: int) -> None:
    """Progress that nobody looks at."""


def weights(nlp: Any) -> bytes:
    return bytes(nlp.get_pipe("ner").model.to_bytes())


def test_the_tiny_model_knows_its_names(tiny: Model) -> None:
    article = articles()[0]
    assert tuple(mentions(load(tiny), article.text)) == article.entities


def test_a_learner_changes_its_copy_and_never_the_model_it_began_as(tiny: Model) -> None:
    learner = Learner.begin(tiny, PRESETS["ontonotes"])
    before = weights(learner.base.nlp)
    assert weights(learner.nlp) == before
    learner.study(articles()[0], articles()[1:3])
    assert (weights(learner.base.nlp), learner.seen, learner.warm) == (before, 1, False)
    assert weights(learner.nlp) != before


def test_the_same_articles_in_the_same_order_give_the_same_model_and_another_seed_another(tiny: Model) -> None:
    learned = []
    for seed in (0, 0, 1):
        learner = Learner.begin(tiny, PRESETS["ontonotes"], seed)
        for number, article in enumerate(articles()[:3]):
            learner.study(article, articles()[:number])
        learned.append(weights(learner.nlp))
    assert learned[0] == learned[1] != learned[2]


def test_a_label_set_that_means_nothing_to_the_model_gets_a_head_of_its_own_on_the_models_embedding(tiny: Model) -> None:
    learner = Learner.begin(tiny, OURS)
    embedding = [one.get_pipe("ner").model.get_ref("tok2vec").to_bytes() for one in (learner.base.nlp, learner.nlp)]
    assert learner.warm
    assert embedding[0] == embedding[1]
    assert set(learner.nlp.get_pipe("ner").labels) == {"hero", "scene"}
    assert learner.suggest(articles()[0].text) == [], "it suggests nothing before it has learned"


def test_a_warm_head_learns_to_suggest_and_takes_a_label_that_comes_later(tiny: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "WARM_AT_FIRST", Dose(epochs=10, replay=8, rate=0.01))
    learner = Learner.begin(tiny, OURS)
    taught = articles("hero", "scene")
    for number, article in enumerate(taught[:8]):
        learner.study(article, taught[:number])
    assert [one for one in learner.suggest(taught[0].text) if one[2] == "hero"] == [taught[0].entities[0]]
    later = Finished("later", "The ship Sirius sank .", ((9, 15, "ship"),))
    learner.labels = OURS.adding(LabelSet("", tuple(replace_label(one, "ship") for one in OURS.labels[:1])).labels)
    learner.study(later, [])
    assert "ship" in learner.nlp.get_pipe("ner").labels


def replace_label(label: Any, name: str) -> Any:
    return label._replace(name=name, digit="", letter="")


def test_spans_that_fit_no_tokens_and_what_nobody_looked_at_are_neither_entity_nor_none(tiny: Model) -> None:
    learner = Learner.begin(tiny, PRESETS["ontonotes"])
    article = Finished("a", "Ilse Brandt left Vienna .", ((0, 3, "PERSON"),), ((17, 23),))
    example = learner._example(article)
    assert example is not None
    assert [token.ent_iob_ for token in example.reference] == ["", "O", "O", "", "O"]


def test_learning_saves_a_pipeline_and_goes_on_from_it(tiny: Model, tmp_path: Path) -> None:
    taught = articles()
    request = Request(str(tiny.data), "en", tmp_path / "1" / "tiny-learned", PRESETS["ontonotes"], taught[:3], (), taught[3:5])
    outcome = learn(request, silent)
    assert outcome.path == request.into
    assert (outcome.base, outcome.kind, outcome.articles) == ("tiny", "tuned", 3)
    assert outcome.verdict is not None
    assert outcome.verdict.entities == sum(len(one.entities) for one in taught[3:5])
    again = request._replace(start=outcome.path, into=tmp_path / "2" / "tiny-learned", new=taught[5:6], earlier=taught[:3])
    after = learn(again, silent)
    assert after.articles == 4
    assert [choose(str(one), "en").version for one in (outcome.path, after.path)] == ["0.0.0.1", "0.0.0.2"]
    assert sorted(path.name for path in tmp_path.glob("*/*")) == ["tiny-learned", "tiny-learned"], "nothing is left beside"


def test_what_was_learned_is_given_up_where_the_articles_kept_apart_are_suggested_worse(
    tiny: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "TUNED", Dose(epochs=20, replay=8, rate=0.05))
    wrong = [one._replace(entities=()) for one in articles()[:4]]
    outcome = learn(Request(str(tiny.data), "en", tmp_path / "1" / "m", PRESETS["ontonotes"], wrong, (), articles()[4:]), silent)
    assert outcome.verdict is not None
    assert outcome.verdict.fell
    assert outcome.path is None
    assert not (tmp_path / "1").exists()


def test_a_new_label_sets_model_suggests_once_that_saves_edits_on_an_article_kept_apart(
    tiny: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "WARM_AT_FIRST", Dose(epochs=10, replay=8, rate=0.01))
    taught = articles("hero", "scene")
    request = Request(str(tiny.data), "en", tmp_path / "1" / "m", OURS, taught[:8])
    alone = learn(request, silent)
    judged = learn(request._replace(kept=taught[8:12], into=tmp_path / "2" / "m"), silent)
    assert [(one.kind, one.used, one.path is not None) for one in (alone, judged)] == [
        ("warm", False, True),
        ("warm", True, True),
    ]
    trained = Trained(tmp_path, tmp_path / "p.json")
    folder = trained.room("en", "tiny")
    folder.mkdir(parents=True)
    (folder / "meta.json").write_text("{}")
    trained.put("en", Record("tiny", trained.place_of("en", folder), used=False))
    assert (trained.pipeline("en"), trained.in_use()) == (folder, {})


def test_a_learner_goes_on_only_where_it_began_as_the_same_model(tiny: Model, tmp_path: Path) -> None:
    other = replace(tiny, name="other")
    learner = Learner.begin(tiny, PRESETS["ontonotes"])
    learner.study(articles()[0], [])
    learner.nlp.to_disk(tmp_path / "m")
    with pytest.raises(ModelError, match="was not learned from other"):
        Learner.go_on(other, choose(str(tmp_path / "m"), ""), PRESETS["ontonotes"])


def test_a_model_without_a_recogniser_of_spacys_cannot_learn_and_says_so(tmp_path: Path) -> None:
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler")
    nlp.to_disk(tmp_path / "ruler")
    with pytest.raises(ModelError, match="the model ruler cannot learn here"):
        Learner.begin(choose(str(tmp_path / "ruler"), "en"), PRESETS["conll"])


def test_a_request_comes_out_of_its_messages_as_it_went_in(tmp_path: Path) -> None:
    long = [text_of("{who} " + "word " * 300_000)._replace(uid=who) for who in PEOPLE]
    request = Request("m", "en", tmp_path / "m", OURS, articles()[:2], long, articles()[2:3], tmp_path / "start", 7)
    sent = list(messages(1, request))
    assert [one["last"] for one in sent] == [False] * (len(sent) - 1) + [True]
    assert len(sent) > 1
    rows: list[Any] = [row for one in sent for row in one["articles"]]  # type: ignore[attr-defined]
    back = asked(sent[-1], [{**row, "entities": list(row["entities"])} for row in rows])
    assert [(label.name, label.sources) for label in back.labels.labels] == [(one.name, one.sources) for one in OURS.labels]
    expected = request._replace(labels=back.labels, new=articles()[:2], kept=articles()[2:3])
    assert back == expected


def test_a_record_says_which_pipeline_is_in_use_and_the_one_before_it_stays_for_who_is_loading_it(tmp_path: Path) -> None:
    trained = Trained(tmp_path, tmp_path / "rubricate.json")
    assert (trained.record("en"), trained.pipeline("en"), trained.in_use()) == (None, None, {})
    for turn in (1, 2, 3):
        room = trained.room("en", "tiny")
        room.mkdir(parents=True)
        (room / "meta.json").write_text("{}")
        trained.put("en", Record("tiny", trained.place_of("en", room), ("a",) * turn, (), 0.5, 0.75))
        assert trained.in_use() == {"en": str(room)}
    assert sorted(one.name for one in (trained.folder / "en").iterdir()) == ["2", "3", "record.json"]
    assert trained.record("en") == Record("tiny", "3/tiny-learned", ("a", "a", "a"), (), 0.5, 0.75)
    assert trained.reset() == ["en"]
    assert not trained.folder.exists()
    assert trained.reset() == []


def test_two_projects_of_one_name_learn_apart_and_a_record_that_is_damaged_is_none(tmp_path: Path) -> None:
    one, other = (Trained(tmp_path, tmp_path / folder / "rubricate.json") for folder in ("a", "b"))
    assert one.folder != other.folder
    one.put("en", Record("tiny"))
    assert one.pipeline("en") is None
    (one.folder / "en" / "record.json").write_text('{"format": 1}')
    assert one.record("en") is None
    assert one.in_use() == {}
