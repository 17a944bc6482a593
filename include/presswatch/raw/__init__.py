"""The raw zone: WARC files and journals, written once and read many times."""

from presswatch.raw.batches import make_batches
from presswatch.raw.records import CAPTURED, CaptureRef, latest_discoveries
from presswatch.raw.session import Session
from presswatch.raw.zone import RawZone, open_zone

__all__ = ["CAPTURED", "CaptureRef", "RawZone", "Session", "latest_discoveries", "make_batches", "open_zone"]
