"""Names within phrases: of which entity and country they tell, and which are but parts of longer names or say only for whom someone is.

Whole phrases are `actors`' business, what the rest of the sentence tells of a country is `homes`'.
"""

from __future__ import annotations

from presswatch.model.language import Entity, Mention
from presswatch.tag.events.view import PLACE_KINDS, SentenceView
from presswatch.tag.knowledge.base import KnowledgeBase

_PARTS = frozenset(f"{way}{ending}" for way in ("north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest") for ending in ("", "ern")) | {"central", "upper", "lower"}
_BEARERS = 5  # of a name, the likelier first: the capital is among them or isn't meant
_LARGE = 400_000  # people
# "anti-Syrian", "Russian-backed": the country isn't the one to which the actor belongs.
_OPPOSED = frozenset({"anti", "pro", "non", "ex"})
_SIDED = frozenset(
    ["backed", "occupied", "supported", "sponsored", "funded", "financed", "trained", "armed", "made", "built", "held", "controlled", "allied", "aligned", "imposed", "brokered", "mediated", "friendly", "administered", "bound", "ruled"]
)


class NameReader:
    """Reads the names of one sentence."""

    def __init__(self, view: SentenceView, kb: KnowledgeBase) -> None:
        self.view = view
        self.kb = kb

    def entity_of(self, mention: Mention) -> Entity | None:
        """Return the entity of a mention, None where it isn't known which."""
        return self.kb.entities.get(mention.entity_id) if mention.entity_id else None

    def country_of(self, mention: Mention) -> str | None:
        """Return the country of what a mention names, None where it isn't known."""
        entity = self.entity_of(mention)
        return entity.country if entity else self._common_country(mention)

    def _mentions_in(self, first: int, last: int) -> list[Mention]:
        found: dict[tuple[int, int], Mention] = {}
        for k in range(first, last + 1):
            for mention in self.view.inner[k]:
                found.setdefault((mention.start_char, mention.end_char), mention)
        return list(found.values())

    def _is_part_of_name(self, mention: Mention, first: int, last: int) -> bool:
        """Tell whether a town's name is only a word of a longer name: "King Hassan", "the Bush administration", "Union of Teachers".

        A town counts as such where a title stands before it or where more of a name follows, unless it is a capital or a large city.
        """
        if mention.kind not in ("city", "region", "place"):
            return False
        view = self.view
        inside = [k for k in range(first, last + 1) if view.mention[k] is mention]
        if not inside:
            return False
        if view.case_of(inside[-1]) in ("of", "in", "from", "at", "for") or (inside[0] > 0 and view.low[inside[0] - 1] in ("of", "in", "from", "at")):
            return False
        before = range(first, inside[0])
        titled = any(view.low[k] in view.actor_words or view.pos[k] == "PROPN" for k in before if view.mention[k] is None or view.mention[k].kind != "country")  # type: ignore[union-attr]
        more = any(view.pos[k] in ("PROPN", "NOUN") for k in range(inside[-1] + 1, last + 1))
        if not titled and not more:
            return False
        large = mention.entity_id is not None and (self.kb.capital_country(mention.entity_id) is not None or self.kb.population.get(mention.entity_id, 0) > _LARGE)
        return titled or not large

    def _country_in_words(self, first: int, last: int) -> str | None:
        """Return the country that an adjective or a name within a longer, unlinked name tells: "the Latvian Constitutional Court".

        A capital's name tells it where the phrase begins with it: "Khartoum University", "Amman".
        """
        view = self.view
        texts = [view.form[k] for k in range(first, last + 1)]
        start = next((k for k, text in enumerate(texts) if text[:1].isupper()), 0)
        taken: set[int] = set()  # "Jersey" in "New Jersey"
        for size in (3, 2, 1):
            for k in range(len(texts) - size + 1):
                words = " ".join(texts[k : k + size])
                if not words[:1].isupper() or not taken.isdisjoint(range(k, k + size)) or self._is_sided_at(first + k, first + k + size - 1):
                    continue
                country = self.kb.demonym_country(words)
                if country is None:
                    entity = next(iter(self.kb.names.find(words)), None)
                    if entity is not None and size > 1:
                        taken.update(range(k, k + size))
                    if entity is not None and entity.startswith("country:"):
                        country = self.kb.entities[entity].country
                    elif entity is not None and k == start:
                        country = next((c for c in map(self.kb.capital_country, self.kb.names.find(words)[:_BEARERS]) if c), None)
                if country:
                    return country
        return None

    def _is_sided(self, mention: Mention, first: int, last: int) -> bool:
        inside = [k for k in range(first, last + 1) if mention in self.view.inner[k]]
        return bool(inside) and self._is_sided_at(inside[0], inside[-1])

    def _is_sided_at(self, first: int, last: int) -> bool:
        """Tell whether a country's name only says for or against whom someone is: "anti-Syrian", "Russian-backed"."""
        low = self.view.low
        if low[first - 1 if first else 0] == "-" and first > 1 and low[first - 2] in _OPPOSED:
            return True
        return last + 2 < self.view.n and low[last + 1] == "-" and low[last + 2] in _SIDED

    def _common_country(self, mention: Mention) -> str | None:
        """Return the country on which all candidates of an ambiguous mention agree."""
        if not mention.candidates and mention.kind in PLACE_KINDS:
            return self._country_of_part(mention.text)
        entities = [self.kb.entities[c] for c in mention.candidates if c in self.kb.entities]
        if mention.kind == "country":
            entities = [e for e in entities if e.kind == "country"] or entities
        countries = {e.country for e in entities}
        return countries.pop() if len(countries) == 1 else None

    def _country_of_part(self, name: str) -> str | None:
        """Return the country of which a name tells a part: "Western Cambodia", "south Lebanon"."""
        first, _, rest = name.partition(" ")
        if first.lower() not in _PARTS or not rest:
            return None
        entity = next(iter(self.kb.names.find(rest)), None)
        return self.kb.entities[entity].country if entity is not None and entity.startswith("country:") else None
