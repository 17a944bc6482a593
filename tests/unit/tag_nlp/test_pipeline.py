"""The reading pipeline as a whole: order, laziness, independence of neighbours, other languages."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator

import pytest

from presswatch.model.handover import Document
from presswatch.settings import Settings
from presswatch.tag.nodes import read_text
from presswatch.tag.pipeline import Tagger

TEXTS = (
    "MARLO, Tesland — Rebels killed five soldiers near the border on Monday, the army said.\n\nIt rained. A spokesman denied the report.",
    "“We will not leave,” said Lena Voss, the foreign minister. “Nobody can force us.”\n\nShe called for talks.",
    "Der Minister sagte am Montag, dass die Gespräche gescheitert seien und dass die Gewerkschaften nun streiken wollen.",
    "Police arrested two men, according to the Marlo Courier. The mayor praised the officers for their work.",
    "",
)


def make_documents(count: int) -> list[Document]:
    published = dt.datetime(2024, 5, 6, 12, tzinfo=dt.UTC)
    texts = itertools.islice(itertools.cycle(TEXTS), count)
    return [Document(article_id=str(i), title=None, text=text, published_at=published) for i, text in enumerate(texts)]


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load(Settings())


@pytest.mark.parametrize("size", [1, 7, 64])
def test_rows_do_not_depend_on_how_documents_are_batched(tagger: Tagger, size: int) -> None:
    documents = make_documents(70)
    alone = [tagger.read_one(document) for document in documents]
    batched = [reading for start in range(0, len(documents), size) for reading in tagger.read(documents[start : start + size])]
    assert batched == alone


def test_rows_do_not_depend_on_neighbours_or_on_the_loaded_pipeline(tagger: Tagger) -> None:
    documents = make_documents(5)
    backwards = {reading.article_id: reading for reading in Tagger.load(Settings()).read(reversed(documents))}
    assert [backwards[d.article_id] for d in documents] == list(tagger.read(documents))


def test_documents_are_read_only_when_asked_for(tagger: Tagger) -> None:
    asked = []

    def stream() -> Iterator[Document]:
        for document in make_documents(5):
            asked.append(document.article_id)
            yield document

    readings = tagger.read(stream())
    assert next(readings).article_id == "0" and asked == ["0"]


def test_other_languages_get_no_claims_and_no_events(tagger: Tagger) -> None:
    reading = tagger.read_one(make_documents(3)[2])
    assert reading.claims == () and reading.events == ()


def test_a_sentence_without_a_signal_stays_unparsed_and_says_so(tagger: Tagger) -> None:
    doc = tagger.annotate(make_documents(1)[0])
    sentences = {sentence.text.strip(): sentence for sentence in read_text(doc).sentences}
    assert sentences["A spokesman denied the report."].parsed
    rained = sentences["It rained."]
    assert not rained.parsed and all(not word.dep for word in rained)


def test_every_offset_points_at_its_text(tagger: Tagger) -> None:
    for document in make_documents(4):
        reading = tagger.read_one(document)
        for claim in reading.claims:
            assert claim.start_char <= claim.content_start < claim.content_end <= claim.end_char <= len(document.text)
            assert claim.cue is None or document.text[claim.cue_start : claim.cue_end] == claim.cue
            for source in claim.sources:
                assert source.start is None or document.text[source.start : source.end] == source.text
