"""Words that depend on the day: placeholders such as {weekday-1} become dates of the edition. No HTML.

Placeholders count days from the local date on which the text was written:
{weekday-1} Monday · {on_weekday+2} on Thursday · {date-10} 12 November · {fulldate-400} 12 November 2025 ·
{month-40} October · {year-700} 2024
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from babel.dates import format_date

_PLACEHOLDER = re.compile(r"\{(weekday|Weekday|on_weekday|On_weekday|date|fulldate|month|year)([+-]\d+)?\}")
_ON = {
    "en": ("on {day}",) * 7,
    "de": ("am {day}",) * 7,
    "fr": ("{day}",) * 7,
    "es": ("el {day}",) * 7,
    "el": ("τη {day}", "την {day}", "την {day}", "την {day}", "την {day}", "το {day}", "την {day}"),
    "ru": ("в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу", "в воскресенье"),
    "ar": ("يوم {day}",) * 7,
}
_YEARED = {"en_US": "MMMM d, y", "es_AR": "d 'de' MMMM 'de' y", "de_DE": "d. MMMM y"}


@dataclass(slots=True)
class Wording:
    """Fills the placeholders of one text and remembers which days were named. `locale` is a CLDR name such as en_IE."""

    base: dt.date
    locale: str
    day_format: str
    named: list[tuple[str, str]] = field(default_factory=list)

    def fill(self, text: str) -> str:
        """Return `text` with every placeholder replaced."""
        return _PLACEHOLDER.sub(self._replace, text)

    def _replace(self, match: re.Match[str]) -> str:
        kind, offset = match.group(1), int(match.group(2) or 0)
        day = self.base + dt.timedelta(days=offset)
        surface = self._say(kind.lower(), day)
        if kind[0].isupper():
            surface = surface[0].upper() + surface[1:]
        value = {"month": day.strftime("%Y-%m"), "year": day.strftime("%Y")}.get(kind.lower(), day.isoformat())
        if (surface, value) not in self.named:
            self.named.append((surface, value))
        return surface

    def _say(self, kind: str, day: dt.date) -> str:
        if kind == "year":
            return str(day.year)
        if kind == "month":
            return format_date(day, "LLLL", locale=self.locale)
        if kind in ("date", "fulldate"):
            pattern = self.day_format if kind == "date" else _YEARED.get(self.locale, "d MMMM y")
            surface = format_date(day, pattern, locale=self.locale)
            return "1er" + surface[1:] if self.locale.startswith("fr") and surface.startswith("1 ") else surface
        name = format_date(day, "EEEE", locale=self.locale)
        if kind == "weekday":
            return name
        return _ON[self.locale[:2]][day.weekday()].format(day=name)
