"""Collecting: from outlets and their feeds to captured pages in the raw zone."""
