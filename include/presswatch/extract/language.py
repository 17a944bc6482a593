"""The language of a text: what the page declares, checked against the text itself."""

from __future__ import annotations

import py3langid

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
    found = str(py3langid.classify(text[:_SAMPLE])[0])
    found = _NORMAL.get(found, found)
    if not named:
        return found, True
    if found == named or any({found, named} <= group for group in _ALIKE):
        return named, True
    return found, False
