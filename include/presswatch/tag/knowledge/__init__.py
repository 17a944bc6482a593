"""The knowledge base as data: who and what there is to name, with the source of each fact."""

from presswatch.tag.knowledge.base import KnowledgeBase

__all__ = ["KnowledgeBase"]
