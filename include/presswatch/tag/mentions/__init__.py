"""Mentions: spans of a text that name an entity, and which entity it is."""

from presswatch.tag.mentions.component import MentionFinder

__all__ = ["MentionFinder"]
