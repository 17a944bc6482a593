"""docker-compose.yml follows the Compose specification and names every part of the set-up."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PARTS = {"postgres", "redis", "store", "init", "api-server", "scheduler", "dag-processor", "triggerer", "worker-1", "worker-2"}


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def schema() -> dict:
    # The Compose specification's own schema, compose-spec/compose-spec, Apache-2.0. Project names and inline configs came later.
    found = json.loads((Path(__file__).parent / "compose-spec.json").read_text(encoding="utf-8"))
    found["properties"]["name"] = {"type": "string"}
    found["definitions"]["config"]["properties"]["content"] = {"type": "string"}
    return found


def test_the_file_follows_the_compose_specification(compose: dict, schema: dict) -> None:
    jsonschema.Draft7Validator(schema).validate(compose)


def test_a_service_with_an_unknown_key_would_be_refused(compose: dict, schema: dict) -> None:
    broken = {**compose, "services": {**compose["services"], "redis": {"imagee": "redis"}}}
    assert not jsonschema.Draft7Validator(schema).is_valid(broken)


def test_every_part_is_there(compose: dict) -> None:
    assert set(compose["services"]) == PARTS


def test_dependencies_name_services_and_volumes_are_declared(compose: dict) -> None:
    for name, service in compose["services"].items():
        assert set(service.get("depends_on", {})) <= PARTS, name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source.startswith("./") or source in compose["volumes"], f"{name}: {volume}"


def test_no_secret_has_a_default(compose: dict) -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    for variable in ("POSTGRES_PASSWORD", "S3_KEY", "S3_SECRET", "AIRFLOW_JWT_SECRET", "AIRFLOW_ADMIN_PASSWORD"):
        assert f"${{{variable}:?" in text, f"{variable} must be asked for"
        assert f"${{{variable}:-" not in text


def test_every_presswatch_setting_exists(compose: dict) -> None:
    from presswatch.settings import Settings

    known = {f"PRESSWATCH_{name.upper()}" for name in Settings.model_fields}
    used = {name for service in compose["services"].values() for name in service.get("environment", {}) if name.startswith("PRESSWATCH_")}
    assert used and used <= known


def test_the_image_installs_from_files_that_exist() -> None:
    text = (ROOT / "include/config/Dockerfile").read_text(encoding="utf-8")
    for line in re.findall(r"^COPY \S+ (.+)$", text, re.M):
        for source in line.split()[:-1]:
            assert source == "README.md" or (ROOT / source).exists(), source
