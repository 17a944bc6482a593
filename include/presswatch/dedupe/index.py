"""The index row of an article: all that is kept of it to compare it with others."""

from __future__ import annotations

from presswatch.dedupe.features import dump_features, make_features
from presswatch.dedupe.signature import dump_signature, make_signature
from presswatch.model import Article, IndexedArticle, Reading


def index_article(article: Article, reading: Reading | None = None) -> IndexedArticle:
    """Return an article's index row, a pure function of the article. The reading isn't used so far: names are read off the text."""
    signature = make_signature(article.text)
    return IndexedArticle(
        article_id=article.article_id,
        canonical_url=article.canonical_url,
        outlet_id=article.outlet_id,
        captured_at=article.captured_at,
        published_at=article.published_at,
        published_precision=article.published_precision,
        wire_source=article.wire_source,
        dateline_place=article.dateline_place,
        syndicated_from_url=article.syndicated_from_url,
        language=article.language,
        title=article.title,
        n_words=signature.n_words,
        signature=dump_signature(signature),
        features=dump_features(make_features(article.title, article.text, article.language)),
    )
