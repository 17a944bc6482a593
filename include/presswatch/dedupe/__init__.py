"""Articles to clusters of copies and to stories: the same rows whatever the order in which days are built."""
