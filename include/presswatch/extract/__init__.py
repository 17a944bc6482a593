"""Raw page to article: zones, metadata, dates, boilerplate. See `page` for the order of the steps."""
