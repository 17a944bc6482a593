"""PLOVER 2.0 as data: types, quads, scores, modes, contexts, sectors, and how CAMEO codes map to them."""

from presswatch.tag.ontology.plover import EventType, Ontology, load_ontology

__all__ = ["EventType", "Ontology", "load_ontology"]
