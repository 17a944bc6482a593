"""Reading: from an article's text to mentions, times, claims and events. Imports `model` only, never a later stage."""
