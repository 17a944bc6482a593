"""Which entity a name means: the bearer that fits the article's own countries, its outlet and its dateline, or none, with candidates.

One name has one meaning in an article. It knows priors (a capital before a village) and context, not grammar; `coreference` and `senses`
come after it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from presswatch.model.handover import Document
from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.draft import LABEL_OF_KIND, Draft
from presswatch.tag.mentions.lexicon import Lexicon
from presswatch.tag.mentions.tokens import TokenTable

LEAD = 0.6
"""By how much the best candidate must beat the second (in the units of `_weigh`) to be taken."""
PLAIN_SHARE = 0.5
"""How much of the leading country's weight the country of a body must have whose name is but common words."""
Decision = tuple[str | None, tuple[str, ...], str, float]
_AREA = re.compile(r"(?:[Tt]he )?(?:State|City|Province|Republic|Kingdom|Commonwealth|County|Municipality|Island|Isle) of (?:the )?")
_AREA_END = re.compile(r" (?:State|Province|Governorate|Oblast|Region|Prefecture|Department|Territory|state|province|governorate|oblast|region)$")
_BODY_END = re.compile(r"(?: (?:[Mm]agazine|[Nn]ewspaper|[Nn]ews [Aa]gency)|\.com|,? (?:Inc|Corp|Ltd|Co|PLC|plc|LLC|AG|SA|NV)\.?)$")
MAIN_BODIES = ("ministry", "commission")
"""Ends of the names of bodies of which every state has just one; courts and offices are many."""
DIRECTIONS = frozenset(("northern", "southern", "eastern", "western", "central", "north-eastern", "northeastern", "northwestern", "southeastern", "southwestern"))
PLACING = frozenset(("in", "at", "near", "from", "to", "outside", "of"))
THINGS = frozenset(("ORG", "MISC"))
MAKERS = frozenset(("company", "outlet", "organisation", "party", "armed_group", "product"))
"""Kinds of which the tagger and the knowledge base may take one thing for two: a firm, its site, its product."""
GROUPS = frozenset(("IGO", "NGO", "MNC", "IMG", "EUR", ""))


class Linker:
    """Decides for all drafts of one article."""

    def __init__(self, table: TokenTable, document: Document, kb: KnowledgeBase, lexicon: Lexicon, common: frozenset[str]) -> None:
        self._table = table
        self._document = document
        self._kb = kb
        self._lexicon = lexicon
        self._common = common
        self.countries: Counter[str] = Counter()
        self._regions: set[str] = set()
        self._own: Counter[tuple[str, str]] = Counter()  # how much of a country's weight comes from the mentions of one text
        self._known: dict[tuple[str, str, tuple[str, ...]], tuple[str, ...]] = {}
        self._decided: dict[tuple[str, str], Decision] = {}

    def link(self, drafts: Sequence[Draft], demonyms: Iterable[Draft]) -> None:
        """Set entity, candidates, kind and rule of each draft that bears a known name."""
        kb = self._kb
        for draft in drafts:
            draft.ids = self._find_candidates(draft)
        self._weigh_countries(drafts, demonyms)
        for draft in drafts:
            if not draft.ids:
                continue
            key = (draft.text, draft.label)
            held = self._decided.get(key)
            local = self._read_following_place(draft) if draft.label == "LOC" else None
            decision: Decision
            if local is not None:
                decision = local, (), "the region named after it", 0.95
            elif draft.label == "LOC" and self._is_elsewhere(draft):
                decision = None, draft.ids, "none of its bearers lies in the state named after it", 0.5
            elif held is not None:
                decision = held
            else:
                decision = self._decided[key] = self._decide(draft)
            entity_id, candidates, why, confidence = decision
            draft.entity_id, draft.candidates = entity_id, candidates
            chosen = entity_id or (candidates[0] if candidates else None)
            if chosen is not None:
                kinds = {kb.entities[i].kind for i in (candidates or (chosen,))}
                if (len(kinds) == 1 or entity_id is not None) and LABEL_OF_KIND[kb.entities[chosen].kind] == draft.label:
                    draft.kind = kb.entities[chosen].kind
                draft.rule = f"{'tagger; ' if draft.source == 'model' else ''}name of {chosen}: {why}" if entity_id else f"ambiguous: {why}"
                draft.confidence = max(draft.confidence, confidence) if entity_id else min(draft.confidence, 0.6)

    def link_institutions(self, drafts: Sequence[Draft], main: str | None) -> None:
        """Give "the Interior Ministry", "the Central Election Commission" the body of the article's one country."""
        if main is None:
            return
        for draft in drafts:
            if draft.label != "ORG" or draft.entity_id is not None or draft.candidates or draft.first == 0 or self._table.lower[draft.first - 1] not in ("the", "'s", "’s"):
                continue
            after = self._table.lower[draft.last + 1] if draft.last + 1 < len(self._table) else ""
            phrase = draft.text.lower()
            entity_id = self._kb.institution(main, phrase) if " " in phrase and phrase.endswith(MAIN_BODIES) and after not in ("of", "for", "in", "at") else None
            if entity_id is not None and self._kb.entities[entity_id].kind == "organisation":
                draft.entity_id, draft.confidence = entity_id, min(draft.confidence, 0.6)
                draft.rule = f"{phrase!r} of {main}, the article's main country"

    def _find_candidates(self, draft: Draft) -> tuple[str, ...]:
        key = (draft.text, draft.label, draft.ids)
        held = self._known.get(key)
        if held is None:
            held = self._known[key] = self._look_up(draft)
        return held

    def _look_up(self, draft: Draft) -> tuple[str, ...]:
        kb = self._kb
        text = draft.text
        ids = draft.ids or kb.names.find(text) or kb.names.find_folded(text)
        if not ids and text[-1:] == "." and not text.endswith(".."):
            ids = kb.names.find(text[:-1])
        if not ids and text.lower().startswith("the "):
            ids = kb.names.find(text[4:]) or kb.names.find_folded(text[4:])
        elif not ids and text.lower() not in self._common:
            ids = kb.names.find("The " + text) or kb.names.find("the " + text)
        if not ids and (match := _AREA.match(text)):
            ids = kb.names.find(text[match.end() :])
        if not ids and draft.label == "LOC" and (match := _AREA_END.search(text)):
            ids = kb.names.find(text[: match.start()])
        if not ids and text.isupper() and len(text) > 3:
            ids = kb.names.find_folded(text) or kb.names.find(text.title())
        if not ids and draft.label in THINGS:
            plain = _BODY_END.sub("", text)
            ids = (kb.names.find(plain) if plain != text else ()) or (self._find_institution(text) if draft.label == "ORG" else ())
        found = tuple(i for i in ids if LABEL_OF_KIND[kb.entities[i].kind] == draft.label)
        usual = draft.first == draft.last and text.lower() in self._common
        if not found and len(ids) == 1 and not usual and draft.label in THINGS and kb.entities[ids[0]].kind in MAKERS:
            return ids  # YouTube is a firm and what the firm makes; nothing else is called so
        return found

    def _find_institution(self, text: str) -> tuple[str, ...]:
        """Read "Indonesian Navy" and "Ukrainian Ministry of Defence": a demonym and what every state has."""
        words = text.split()
        for size in (2, 1):
            country = self._kb.demonyms.get(" ".join(words[:size])) if len(words) > size else None
            owners = {self._kb.entities[i].country for i in self._kb.names.find(" ".join(words[:size])) if self._kb.entities[i].kind == "country"} | {country}
            rest = self._kb.names.find(" ".join(words[size:])) if len(words) > size + 1 else ()
            own = tuple(i for i in rest if self._kb.entities[i].kind == "organisation" and self._kb.entities[i].country in owners - {None})
            if len(own) == 1:
                return own  # "US National Park Service"
            if country is not None:
                entity_id = self._kb.institution(country, " ".join(words[size:]).lower())
                return (entity_id,) if entity_id is not None and entity_id.startswith("org:") else ()
        return ()

    def _weigh_countries(self, drafts: Sequence[Draft], demonyms: Iterable[Draft]) -> None:
        kb = self._kb
        counted: set[str] = set()
        for draft in (*drafts, *demonyms):
            ids = draft.ids or ((draft.entity_id,) if draft.entity_id else ())
            entities = [kb.entities[i] for i in ids]
            countries = {e.country or "" for e in entities}
            if len(countries) == 1 and not countries & GROUPS and not (entities[0].kind == "city" and draft.text in counted):
                counted.add(draft.text)
                weight = 1.0 if entities[0].kind in ("country", "region") or entities[0].entity_id in kb.capitals else 0.5
                country = next(iter(countries))
                self.countries[country] += weight  # type: ignore[assignment]
                self._own[draft.text, country] += weight  # type: ignore[assignment]
            if len(entities) == 1 and entities[0].kind == "region":
                self._regions.add(entities[0].name)
        if self._document.outlet_country:
            self.countries[self._document.outlet_country] += 1
        for entity in kb.find(self._document.dateline_place or "")[:1]:
            if entity.country:
                self.countries[entity.country] += 2

    def _decide(self, draft: Draft) -> Decision:
        kb = self._kb
        ids = draft.ids = self._drop_twins(draft.ids)
        if len(ids) == 1:
            entity = kb.entities[ids[0]]
            if entity.kind == "city" and not self._accept_city(draft, ids[0]):
                return None, ids, "a small place that the article gives no other sign of", 0.4
            alone = self._stands_alone(draft, entity.country)
            if draft.text.lower() in self._lexicon.body_heads and alone:
                return None, ids, "a common name for such a body in an article that doesn't name its country", 0.4
            if draft.label == "ORG" and draft.text.isupper() and len(draft.text) < 5 and alone and (entity.kind == "party" or entity.source != "presswatch"):
                return None, ids, "a short name in an article that doesn't name its country", 0.4
            if self._is_plain(draft, entity.kind) and not self._is_about(draft, entity.country):
                return None, ids, "common words, in an article that is about another country", 0.4
            if draft.first == draft.last and draft.label == "ORG" and alone and draft.text.lower() in self._common:
                return None, ids, "a word that is usual in lower case, in an article that doesn't name its country", 0.4
            return ids[0], (), "the only bearer", 0.9
        total = sum(self.countries.values()) or 1.0
        ranked = sorted(((self._weigh(i, k, total), -k, i) for k, i in enumerate(ids)), reverse=True)
        best, second = ranked[0], ranked[1]
        if best[0] - second[0] >= LEAD:
            if kb.entities[best[2]].kind == "city" and not self._accept_city(draft, best[2]):
                return None, ids[:8], "small places of the same name", 0.4
            return best[2], (), "the likeliest of several bearers in this article", 0.8
        return None, tuple(i for _, _, i in ranked[:8]), "several bearers fit", 0.5

    def _is_plain(self, draft: Draft, kind: str) -> bool:
        """Tell a body's name that anything may bear: "The Democrats" and "New Ideas", parties of common words, and "No. 10"."""
        words = self._table.lower[draft.first : draft.last + 1]
        numbered = draft.label == "ORG" and words[0] in ("no", "no.")
        return len(words) > 1 and (numbered or (kind == "party" and ((words[0] == "the" and len(words) == 2) or all(w in self._common for w in words))))

    def _is_about(self, draft: Draft, country: str | None) -> bool:
        """Tell whether a country, apart from what the name itself says, is one of those that the article is about."""
        others = (self._weigh_apart(draft, c) for c in self.countries if c != country)
        return self._weigh_apart(draft, country or "") > PLAIN_SHARE * max(others, default=0)

    def _stands_alone(self, draft: Draft, country: str | None) -> bool:
        """Tell whether nothing else of the article belongs to the country of the body that a name would mean; a world body needs none."""
        if country is None or country in GROUPS:
            return False
        return self._weigh_apart(draft, country) <= 0

    def _weigh_apart(self, draft: Draft, country: str) -> float:
        """Return a country's weight in the article without what mentions of the same text give it."""
        return self.countries.get(country, 0) - self._own.get((draft.text, country), 0)

    def _drop_twins(self, ids: tuple[str, ...]) -> tuple[str, ...]:
        """Leave out GeoNames' town of a site or region that we list ourselves in the same country: Natanz and Natanz are one to the news."""
        ours = [e for e in (self._kb.entities[i] for i in ids) if e.source == "presswatch"]
        sites = {e.country for e in ours if e.kind == "facility"}
        areas = {(e.country, e.name) for e in ours if e.kind == "region"}
        towns = (e for e in (self._kb.entities[i] for i in ids) if e.source == "GeoNames" and (e.country in sites or (e.country, e.name) in areas))
        twins = {e.entity_id for e in towns if e.entity_id not in self._kb.capitals}
        return tuple(i for i in ids if i not in twins) if twins else ids

    def _weigh(self, entity_id: str, position: int, total: float) -> float:
        kb = self._kb
        entity = kb.entities[entity_id]
        weight = 0.0
        population = kb.population.get(entity_id)
        if entity.kind == "country":
            weight += 3.0 if any(self._kb.entities[i].kind == "region" for i in self._kb.names.find(entity.name)) else 4.2
        elif entity_id in kb.capitals:
            weight += 3.0
        elif population is not None:
            weight += math.log10(max(population, 1000)) - 4
        elif entity.kind == "region":
            weight += 2.6 if entity.source == "presswatch" else 1.6  # ours are the regions that news speaks of: Gaza, Crimea
        elif entity.source == "presswatch" and not entity_id.rsplit("-", 1)[-1].isdigit():
            weight += 1.0
        country = entity.country or ""
        share = self.countries.get(country, 0) / total if country not in GROUPS else 0.0
        if share:
            weight += 0.8 + 1.6 * share
        if kb.admin_areas.get(entity_id) and self._regions:
            weight += 0.3
        return weight - 0.05 * min(position, 4)

    def _accept_city(self, draft: Draft, entity_id: str) -> bool:
        """Small places share their names with people and things: without a sign of their country they aren't taken."""
        kb = self._kb
        population = kb.population.get(entity_id, 10**9)
        if draft.text.lower() in self._common and population < 2_000_000:
            if population > 200_000 and self._is_scene(draft):
                return True
            return draft.first > 0 and self._table.lower[draft.first - 1] in ("in", "near", "from", "at") and (entity_id in kb.capitals or population > 200_000)
        country = kb.entities[entity_id].country or ""
        if draft.text.lower() in self._lexicon.traps and not (draft.first > 0 and self._table.lower[draft.first - 1] in PLACING - {"of"}) and self._stands_alone(draft, country):
            return entity_id in kb.capitals or self._is_scene(draft)
        placed = draft.first > 0 and self._table.lower[draft.first - 1] in PLACING
        return population >= 1_500_000 or (population >= 150_000 and self._is_scene(draft)) or (population >= 150_000 and placed) or self.countries.get(country, 0) - 0.5 > 0 or entity_id in kb.capitals or (" " in draft.text and population > 100_000)

    def _is_scene(self, draft: Draft) -> bool:
        """Tell the place of an act named by it: "the Nice attack", "the Reading stabbings"."""
        before = self._table.lower[draft.first - 1] if draft.first else ""
        after = self._table.lower[draft.last + 1] if draft.last + 1 < len(self._table) else ""
        return before in ("the", "of", "this", "that") and after in self._lexicon.scene_nouns

    def _is_elsewhere(self, draft: Draft) -> bool:
        """Tell a town of a state of the US that isn't known from a namesake abroad: "Cuba, Missouri, hopes"."""
        table, kb = self._table, self._kb
        if draft.last + 3 >= len(table) or table.words[draft.last + 1] != "," or any(kb.entities[i].country == "USA" for i in draft.ids):
            return False
        for end in (draft.last + 3, draft.last + 2):
            if end + 1 >= len(table) or table.words[end + 1] not in (",", "."):
                continue
            if any(kb.entities[i].kind == "region" and kb.entities[i].country == "USA" for i in kb.names.find(table.slice_text(draft.last + 2, end))):
                after = table.words[end + 2] if end + 2 < len(table) and table.words[end + 1] == "," else ""
                return after not in ("and", "or") and not after[:1].isupper()  # a list: "Cuba, Florida, and Texas"
        return False

    def _read_following_place(self, draft: Draft) -> str | None:
        """Read "Paris, Texas" or "Birmingham, England": the region or country after the comma picks the bearer."""
        table, kb = self._table, self._kb
        if draft.last + 2 >= len(table) or table.words[draft.last + 1] != ",":
            return None
        start = draft.last + 2 + (table.lower[draft.last + 2] in DIRECTIONS)  # "Tripoli, northern Lebanon"
        for size in (3, 2, 1):
            end = start - 1 + size
            if end >= len(table):
                continue
            ids = kb.names.find(table.slice_text(start, end))
            for other in ids:
                entity = kb.entities[other]
                if entity.kind == "country":
                    return next((i for i in draft.ids if kb.entities[i].country == entity.country and i != other), None)
                if entity.kind == "region" and entity.country == "USA" and entity.geonames_id:
                    return next((i for i in draft.ids if kb.admin_areas.get(i) == kb.state_codes.get(other)), None)
                if entity.kind == "region" and entity.country:
                    return next((i for i in draft.ids if kb.entities[i].country == entity.country and i != other), None)
        return None
