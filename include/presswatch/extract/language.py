"""The language of a text: what the page declares, checked against the text itself."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import py3langid

from presswatch.extract.wordfiles import read_words

_FILE = Path(__file__).parent / "data" / "commonwords.yaml"
_PLAIN, _PLAINER = 4, 7
_ENOUGH = 160
_SAMPLE = 300
_ALIKE = ({"no", "nb", "nn", "da", "sv"}, {"hr", "sr", "bs", "sl"}, {"id", "ms"}, {"cs", "sk"}, {"gl", "pt"}, {"gl", "es"}, {"lb", "de"}, {"af", "nl"}, {"mk", "bg"}, {"mt", "en"}, {"pcm", "en"})
_NORMAL = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi", "sh": "sr"}


def find_language(declared: str | None, text: str) -> tuple[str | None, bool]:
    """Return the ISO 639-1 code of a text's language, and whether page and text agree (also where only one of them speaks).

    The text wins where it is long enough, except among languages that are easily taken for one another.
    """
    named = (declared or "").strip().replace("_", "-").split("-")[0].lower()
    named = _NORMAL.get(named, named)
    if not (2 <= len(named) <= 3 and named.isascii() and named.isalpha()):
        named = ""
    if len(text) < _ENOUGH:
        return named or None, True
    sample = text[:_SAMPLE]
    found = _read_common(named, sample) or str(py3langid.classify(sample)[0])
    found = _NORMAL.get(found, found)
    if not named:
        return found, True
    if found == named or any({found, named} <= group for group in _ALIKE):
        return named, True
    return found, False


def _read_common(named: str, sample: str) -> str | None:
    """Return the language that a text opens with several of the commonest words of: then the classifier, which takes its time, needn't be asked.

    Of the language that the page names fewer are enough.
    """
    opening = set(sample.lower().split())
    common = _load_common()
    if len(opening & common.get(named, frozenset())) >= _PLAIN:
        return named
    return next((language for language, words in common.items() if len(opening & words) >= _PLAINER), None)


def load_languages() -> None:
    """Load what the language of a text is told by; without it the first texts do."""
    _load_common()
    py3langid.classify("")


@cache
def _load_common() -> dict[str, frozenset[str]]:
    """Return the commonest words by language. Raises ValueError for a malformed file."""
    data = read_words(_FILE)
    if not all(isinstance(words, list) and all(isinstance(w, str) and w == w.lower() and w.strip() for w in words) for words in data.values()):
        raise ValueError(f"{_FILE.name}: each language needs a list of words in lower case")
    return {language: frozenset(words) for language, words in data.items()}
