"""The guess at a language: right where it is clear, silent where it is not."""

from pathlib import Path

import pytest

from annotations.language import LOOKED_AT, guess


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The minister said on Thursday that there would be no new taxes for the families.", "en"),
        ("Le ministre a dit jeudi qu’il n’y aurait pas de nouveaux impôts pour les familles.", "fr"),
        ("Der Bundestag hat am Donnerstag beschlossen, dass die Steuern nicht erhöht werden.", "de"),
        ("El presidente dijo que no va a renunciar porque la gente lo apoya en las calles.", "es"),
        ("Il governo ha detto che non ci saranno nuove tasse per le famiglie nel prossimo anno.", "it"),
        ("O presidente disse que não vai renunciar porque o povo está com ele nas ruas.", "pt"),
        ("De regering heeft gezegd dat er geen nieuwe belastingen komen voor het volgende jaar.", "nl"),
        ("東京は日本の首都です。", "ja"),
        ("北京是中国的首都。", "zh"),
        ("서울은 한국의 수도이다.", "ko"),
        ("Москва — столица России, крупнейший по численности населения город, который мы видели.", "ru"),
        ("Київ — столиця України, її найбільше місто.", "uk"),
        ("تهران پایتخت ایران است و گربه‌ها", "fa"),
        ("Hà Nội là thủ đô của nước Việt Nam, một thành phố lớn.", "vi"),
        ("Η Αθήνα είναι η πρωτεύουσα της Ελλάδας.", "el"),
    ],
)
def test_a_clear_text_is_known(text: str, language: str) -> None:
    assert guess(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1950-1953",
        "Kim Jong Un",
        "North Korean diplomat seeking asylum in Italy: report",
        "Regeringen har sagt att det inte blir några nya skatter för nästa år och att den är nöjd.",
        "Regeringen har sagt, at der ikke kommer nye skatter til næste år, og at den er tilfreds med det.",
        "Hallitus on ilmoittanut, että uusia veroja ei tule ensi vuonna.",
        "София е столицата на България и най-големият град в страната.",
    ],
)
def test_an_unclear_text_is_left_open(text: str) -> None:
    assert guess(text) == ""


@pytest.mark.parametrize(
    ("name", "encoding", "language"),
    [
        ("seed/article.txt", "utf-8", "en"),
        ("articles/books/1342_pride_and_prejudice.txt", "utf-8", "en"),
        ("articles/encodings/udhr_fra.cp1252.txt", "cp1252", "fr"),
        ("articles/encodings/udhr_Polish_Polski-Latin2.txt", "latin2", ""),
        ("articles/encodings/udhr_Russian_Russky-Cyrillic.txt", "cp1251", "ru"),
        ("articles/scripts/udhr_arb.txt", "utf-8", "ar"),
        ("articles/scripts/udhr_heb.txt", "utf-8", "he"),
        ("articles/scripts/udhr_hin.txt", "utf-8", "hi"),
        ("articles/scripts/udhr_jpn.txt", "utf-8", "ja"),
        ("articles/scripts/udhr_tha.txt", "utf-8", "th"),
        ("articles/scripts/udhr_vie.txt", "utf-8", "vi"),
    ],
)
def test_the_samples_are_known(shared: Path, name: str, encoding: str, language: str) -> None:
    assert guess((shared / "samples" / name).read_text(encoding)) == language


def test_vietnamese_names_do_not_make_a_text_vietnamese() -> None:
    assert guess("Nguyễn Văn Thiệu was the president of the south from 1967 and it is said that he left for Taipei.") == "en"


def test_names_of_another_script_do_not_decide() -> None:
    assert guess("The capital of the country is 東京 and it is said to be the largest of them all in the world.") == "en"


def test_only_the_beginning_is_looked_at() -> None:
    english = "The capital of the country is the largest of them all. "
    assert guess(english * (LOOKED_AT // len(english) + 1) + "東京は日本の首都です。" * 5000) == "en"
