"""The extract filter's record reading and output shape."""

from __future__ import annotations

import gzip

from presswatch.extract.filter import extract_filter

PAGE = """<html lang="en"><head><title>Harbour reopens after storm | Quayside Herald</title>
<meta property="og:site_name" content="Quayside Herald"><meta property="article:published_time" content="2024-03-05T08:30:00+01:00"></head>
<body><article><h1>Harbour reopens after storm</h1>
<p>The harbour of Port Ellin reopened on Tuesday morning, two days after a storm tore loose a dozen moorings and sank a trawler.</p>
<p>Harbour master Ines Halloran said that divers had checked every berth and that ferries would run on their usual timetable again.</p>
<p>The storm had cut off the island of Little Ellin, where four hundred people live, and the shops there had run out of fresh milk.</p>
</article></body></html>"""


def test_inline_html_gives_article_with_contract_columns():
    out = extract_filter({"id": 7, "url": "https://quayside-herald.example/news/harbour", "html": PAGE})
    assert out["id"] == 7 and out["status"] == "ok" and out["reason"] is None
    assert out["article"]["title"] == "Harbour reopens after storm"
    assert out["article"]["published_at"] == "2024-03-05T08:30:00+01:00"
    assert out["text"].count("\n\n") == 2
    assert out["text"] == "\n\n".join(z["text"] for z in out["zones"] if z["kind"] == "body")


def test_gzipped_path_is_read(tmp_path):
    path = tmp_path / "page.html.gz"
    path.write_bytes(gzip.compress(PAGE.encode()))
    assert extract_filter({"id": "a", "url": "https://quayside-herald.example/x", "html_path": str(path)})["status"] == "ok"


def test_missing_file_is_an_error_with_reason(tmp_path):
    out = extract_filter({"id": "a", "url": "https://quayside-herald.example/x", "html_path": str(tmp_path / "none.html")})
    assert out["status"] == "error" and "none.html" in out["reason"]


def test_published_date_is_never_the_fetch_date():
    html = PAGE.replace('<meta property="article:published_time" content="2024-03-05T08:30:00+01:00">', "")
    out = extract_filter({"id": "a", "url": "https://quayside-herald.example/x", "html": html, "fetched_at": "2024-03-09T00:00:00Z"})
    assert out["article"]["published_at"] is None and out["article"]["published_at_source"] is None
