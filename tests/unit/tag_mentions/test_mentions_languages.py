"""Countries, leaders and organisations in plain text of other languages, in the forms that grammar gives them there."""

from __future__ import annotations

import datetime as dt

import pytest
import spacy

from presswatch.model.handover import Document
from presswatch.model.language import Mention
from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.find import find_mentions

CASES = [
    ("de", "Bundeskanzler Friedrich Merz empfing Wolodymyr Selenskyj. Die Vereinten Nationen und das Auswärtige Amt äußerten sich zur Lage im Gazastreifen, Großbritannien schwieg.",
     {"person:friedrich-merz", "person:volodymyr-zelenskyy", "org:un", "org:DEU-foreign-ministry", "place:gaza-strip", "country:GBR"}),
    ("fr", "Vladimir Poutine s'est rendu en Corée du Nord. L'OTAN, l'Allemagne et les États-Unis ont condamné l'attaque du Hamas contre Israël.",
     {"person:vladimir-putin", "country:PRK", "org:nato", "country:DEU", "country:USA", "org:hamas", "country:ISR"}),
    ("es", "Vladímir Putin habló con Benjamín Netanyahu. EE.UU. y el Reino Unido acusaron a Corea del Norte ante las Naciones Unidas.",
     {"person:vladimir-putin", "person:benjamin-netanyahu", "country:GBR", "country:PRK", "org:un"}),
    ("it", "Giorgia Meloni è volata a Parigi. Gli Stati Uniti, l'Ungheria e la Commissione europea tacciono sulla Striscia di Gaza.",
     {"person:giorgia-meloni", "country:USA", "country:HUN", "org:european-commission", "place:gaza-strip"}),
    ("pt", "Os Estados Unidos atacaram os Houthis no Iêmen, disse o Banco Mundial em Moçambique. A Coreia do Norte e Lula da Silva negaram.",
     {"country:USA", "org:houthis", "country:YEM", "org:world-bank", "country:MOZ", "country:PRK"}),
    ("ru", "Сергей Лавров заявил, что США и Британия помогают Киеву. В Кремле опровергли слова Зеленского, Евросоюз осудил удары по Украине.",
     {"person:sergey-lavrov", "country:USA", "country:GBR", "place:703448", "org:kremlin", "person:volodymyr-zelenskyy", "org:eu", "country:UKR"}),
    ("uk", "Володимир Зеленський зустрівся з Макроном у Парижі. Велика Британія передала Україні ракети, повідомили в НАТО та ООН.",
     {"person:volodymyr-zelenskyy", "person:emmanuel-macron", "country:GBR", "country:UKR", "org:nato", "org:un"}),
    ("tr", "Recep Tayyip Erdoğan, Almanya'ya gitti. ABD ve İngiltere, Yemen'deki Husileri vurdu; Birleşmiş Milletler kınadı.",
     {"person:recep-tayyip-erdogan", "country:DEU", "country:USA", "country:GBR", "country:YEM", "org:houthis", "org:un"}),
    ("ar", "قال دونالد ترامب إن الأمم المتحدة ستجتمع في القاهرة، ونفت حماس وإيران ذلك. وأدان الاتحاد الأوروبي الهجوم على إسرائيل.",
     {"person:donald-trump", "org:un", "place:360630", "org:hamas", "country:IRN", "org:eu", "country:ISR"}),
    ("zh", "习近平主席在北京会见了俄罗斯总统普京。联合国和欧盟对乌克兰局势表示关切，哈马斯没有回应美国。",
     {"person:xi-jinping", "country:RUS", "person:vladimir-putin", "org:un", "org:eu", "country:UKR", "org:hamas", "country:USA"}),
    ("pl", "Donald Tusk spotkał się z kanclerzem Niemiec w Berlinie. Unia Europejska potępiła Rosję, a Wołodymyr Zełenski podziękował Polsce.",
     {"person:donald-tusk", "country:DEU", "org:eu", "country:RUS", "person:volodymyr-zelenskyy", "country:POL"}),
    ("el", "Ο Κυριάκος Μητσοτάκης συναντήθηκε με τον Ερντογάν στην Άγκυρα. Τα Ηνωμένα Έθνη και η Ευρωπαϊκή Ένωση καταδίκασαν τη Ρωσία.",
     {"person:kyriakos-mitsotakis", "place:323786", "org:un", "org:eu", "country:RUS"}),
    ("nl", "Mark Rutte sprak met Emmanuel Macron. De Verenigde Naties en de Europese Unie steunen Oekraïne; Groot-Brittannië en België ook.",
     {"person:mark-rutte", "person:emmanuel-macron", "org:un", "org:eu", "country:UKR", "country:GBR", "country:BEL"}),
    ("sv", "Ulf Kristersson reste till Turkiet. Förenta nationerna och Storbritannien fördömde Ryssland.",
     {"person:ulf-kristersson", "country:TUR", "org:un", "country:GBR", "country:RUS"}),
]  # fmt: skip


def read_text(text: str, language: str) -> tuple[Mention, ...]:
    document = Document(article_id="a1", title=None, text=text, published_at=dt.datetime(2025, 4, 2, tzinfo=dt.UTC), language=language)
    return find_mentions(spacy.blank("xx")(text), document, KnowledgeBase.load())


@pytest.mark.parametrize(("language", "text", "expected"), CASES, ids=[c[0] for c in CASES])
def test_names_are_found_in_the_forms_of_their_language(language: str, text: str, expected: set[str]) -> None:
    found = read_text(text, language)
    assert expected - {m.entity_id for m in found} == set()
    assert all(text[m.start_char : m.end_char] == m.text for m in found)


@pytest.mark.parametrize(("language", "text", "entity_id"), [("sv", "Ett möte i FN hölls.", "org:un"), ("nb", "Et møte i FN ble holdt.", "org:un"), ("fr", "Le FN a voté contre.", None)])
def test_short_names_count_only_in_the_languages_that_use_them(language: str, text: str, entity_id: str | None) -> None:
    assert ("org:un" in {m.entity_id for m in read_text(text, language)}) is (entity_id is not None)


@pytest.mark.parametrize(
    ("text", "language", "name", "entity_id"),
    [
        ("Premier Donald Tusk traf Macron. Tusk flog zurück.", "de", "Tusk", "person:donald-tusk"),
        ("Bundeskanzler Scholz reiste nach Paris.", "de", "Scholz", "person:olaf-scholz"),
        ("Die US-Regierung schweigt zu Saudi-Arabiens Plan.", "de", "Saudi-Arabiens", "country:SAU"),
        ("Die US-Regierung schweigt.", "de", "US", "country:USA"),
        ("Spotkanie odbyło się w Warszawie.", "pl", "Warszawie", "place:756135"),
        ("Prezydent Stanów Zjednoczonych milczy.", "pl", "Stanów Zjednoczonych", "country:USA"),
        ("Вибори у Молдові відбулися вчора.", "uk", "Молдові", "country:MDA"),
        ("Встреча прошла в Иерусалиме.", "ru", "Иерусалиме", "place:281184"),
        ("Avrupa Birliği'ni eleştirdi.", "tr", "Avrupa Birliği", "org:eu"),
        ("Es begann in Prag.", "de", "Prag", "place:3067696"),
        ("Ο ΣΥΡΙΖΑ διαφωνεί.", "el", "ΣΥΡΙΖΑ", "org:syriza"),
        ("Llegaron a Córdoba desde Madrid, en España.", "es", "Córdoba", "place:2519240"),
    ],
)
def test_short_and_inflected_names_of_other_languages_are_found(text: str, language: str, name: str, entity_id: str) -> None:
    assert {m.text: m.entity_id for m in read_text(text, language)}.get(name) == entity_id


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Seine Mutter nahm sich Zeit, mehr nicht. Mehr war nicht zu sagen.", "de"),
        ("Но это не так.", "ru"),
        ("Onu dün gördüm.", "tr"),
        ("Man skal se det.", "da"),
        ("Merz sagte der Kellner. Der Film heißt Tusk.", "fr"),
    ],
)
def test_words_of_a_language_are_no_names(text: str, language: str) -> None:
    assert [m.text for m in read_text(text, language)] == []


def test_an_unknown_person_is_found_by_the_given_name_in_other_languages() -> None:
    found = {m.text: (m.kind, m.entity_id) for m in read_text("La candidata Marta Valladares habló con Inés de la Vega en San José.", "es")}
    assert found["Marta Valladares"] == ("person", None)
    assert found["Inés de la Vega"] == ("person", None)
