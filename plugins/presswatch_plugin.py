"""What Airflow loads of Presswatch: the newsroom page in its web interface, and the pools at the scheduler's start.

Imported by every Airflow component: light imports only.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import presswatch_pools
from airflow.plugins_manager import AirflowPlugin
from fastapi import Depends, FastAPI, HTTPException
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

EMPTY = "<!doctype html><title>Presswatch</title><p>No report yet: it is written when the first day has been published."


def find_page(reports: Path, path: str) -> Path | None:
    """Return the file of a report under `reports`, or None if there is none or the path leads out of it."""
    file = (reports / path).resolve()
    inside = file.is_relative_to(reports.resolve())
    return file if inside and file.is_file() else None


def make_app() -> FastAPI:
    """Return the app that serves the reports to whoever is logged in to Airflow. A plugin's app isn't behind its login by itself."""
    from airflow.api_fastapi.core_api.security import get_user

    app = FastAPI(title="Presswatch", openapi_url=None)

    @app.get("/", dependencies=[Depends(get_user)])
    def home() -> RedirectResponse:
        return RedirectResponse("site/index.html")

    @app.get("/{path:path}", dependencies=[Depends(get_user)], response_model=None)
    def page(path: str) -> FileResponse | HTMLResponse:
        from presswatch.settings import load_settings

        file = find_page(load_settings().reports_dir, path)
        if file is not None:
            return FileResponse(file)
        if path == "site/index.html":
            return HTMLResponse(EMPTY)
        raise HTTPException(status_code=404, detail=f"no report at {path}")

    return app


class PresswatchPlugin(AirflowPlugin):
    """The newsroom page and the listener."""

    name = "presswatch"
    fastapi_apps: list[Any] = [{"app": make_app(), "url_prefix": "/presswatch", "name": "Presswatch"}]  # noqa: RUF012  (Airflow reads it so)
    external_views: list[Any] = [  # noqa: RUF012
        {"name": "Presswatch", "href": "/presswatch/site/index.html", "destination": "nav", "url_route": "presswatch", "category": "browse"}
    ]
    listeners: list[Any] = [presswatch_pools]  # noqa: RUF012
