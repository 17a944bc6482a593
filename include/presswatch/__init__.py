"""Presswatch: an open media-monitoring pipeline.

This package is a plain Python library. It never imports Airflow: `dags/` holds the wiring and calls these functions.
Data goes one way: collect -> raw -> extract -> dedupe -> tag -> quality -> warehouse -> report.
"""

__version__ = "0.1.0"
