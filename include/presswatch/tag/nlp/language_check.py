"""Whether a text is English, as far as the English rules need to know. This isn't language identification: extraction does that."""

from __future__ import annotations

from spacy.tokens import Doc

from presswatch.tag.nlp.sentences import load_words

_SEEN = 400
_SHARE = 0.12


def is_english(doc: Doc, language: str | None) -> bool:
    """Tell from the stated language, or, where none is stated, from the share of common English words among the first 400."""
    if language:
        return language.lower().split("-")[0].split("_")[0] == "en"
    words = [token.lower_ for token in doc[:_SEEN] if token.is_alpha]
    if not words:
        return False
    if len(words) < 12:
        return all(word.isascii() for word in words)
    common = load_words()["common_english"]
    return sum(word in common for word in words) >= _SHARE * len(words)
