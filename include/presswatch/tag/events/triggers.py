"""A cheap test on a raw sentence: can it hold an event at all? It decides what is worth parsing.

This module looks at words only. It says yes too often, never no where the coder would find an event: every way in which `matching` finds
one starts from a form in the same index.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from presswatch.tag.events.lexicon import load_lexicon

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_MODALS = frozenset({"must"})


@lru_cache(maxsize=1024)  # asked before parsing, and again when events are sought
def can_hold_event(text: str) -> bool:
    """Return whether a sentence holds a word that triggers an event and, where its entries need one, a word of their objects."""
    present = set(_WORD.findall(text.lower()))
    strong, weak = _load_forms()
    if not strong.isdisjoint(present):
        return True
    starts = present & weak.keys()
    if starts:
        present.update([part for word in present if "-" in word for part in word.split("-")])
    return any(all(not forms.isdisjoint(present) for forms in needed) for word in starts for needed in weak[word])


@cache
def _load_forms() -> tuple[frozenset[str], dict[str, tuple[tuple[frozenset[str], ...], ...]]]:
    """Return forms that suffice alone, and forms that need words of their entries' slots beside them."""
    lexicon = load_lexicon()
    strong = set(_MODALS)
    weak: dict[str, list[tuple[frozenset[str], ...]]] = {}
    for form, triggers in lexicon.triggers.items():
        options = []
        for trigger in triggers:
            needed = (*trigger.rest, *trigger.entry.quick)
            if not needed:
                strong.add(form)
                break
            options.append(tuple(needed))
        weak[form] = options
    penalties = lexicon.classes["PENALTIES"].first_forms
    for form in lexicon.classes["FOLLOWS"].words:  # "sanctions could follow": see `implied`
        weak.setdefault(form, []).append((penalties,))
    # Contractions are one word to the text and two to the parser: "won't", "can't".
    return frozenset(strong), {form: tuple(dict.fromkeys(options)) for form, options in weak.items() if form not in strong}
