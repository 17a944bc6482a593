"""Mentions: spans of a text that name an entity, and which entity it is."""
