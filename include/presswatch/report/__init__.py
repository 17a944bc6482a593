"""Reports: a static site per day with charts drawn from the lake, the analyst file, and watchlist alerts."""
