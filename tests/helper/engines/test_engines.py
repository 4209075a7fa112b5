"""The engines: what their descriptions hold, and what they name."""

from __future__ import annotations

import re

import pytest
import yaml

from ordslab.engines import ENGINES
from ordslab.engines import passwords as secrets


@pytest.mark.parametrize("engine", ENGINES.values(), ids=str)
def test_compose_files_are_pinned_closed_and_without_secrets(engine):
    """Promise: versions are pinned, ports are loopback's, passwords come by file, each service says when it is well."""
    content = yaml.safe_load(engine.compose_file.read_text())
    for service in content["services"].values():
        image, _, tag = service["image"].rpartition(":")
        assert image and re.match(r"\d+(\.\d+)+", tag), service["image"]
        assert service["healthcheck"]["test"][0] == "CMD" and service["healthcheck"]["start_period"]
        assert all(port.startswith("127.0.0.1:${ORDSLAB_") for port in service["ports"])
        assert not any("PASSWORD" in key or "PWD" in key for key in service.get("environment", {}))
        assert "secrets" in service or "ORDSLAB_SECRETS" in service["env_file"][0]
    ports = " ".join(port for service in content["services"].values() for port in service["ports"])
    assert f":-{engine.ports[0]}}}" in ports and f":-{engine.ports[1]}}}" in ports


@pytest.mark.parametrize("engine", ENGINES.values(), ids=str)
def test_every_file_that_a_description_names_is_made(engine):
    """Promise: what the containers read by file is there before they start."""
    secrets.make(engine)
    named = re.findall(r"passwords\}/(\w[\w.]*)", engine.compose_file.read_text())
    assert named and all((engine.folder / name).is_file() for name in named)
