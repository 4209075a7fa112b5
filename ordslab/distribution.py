"""What is installed: `ordslab`, with JupyterLab and the sandbox, or `ordslab-audit`, the same program without them."""

from importlib import metadata

FULL, LIGHT = "ordslab", "ordslab-audit"


def installed() -> metadata.Distribution:
    """The distribution that this program came by. Raises `PackageNotFoundError` for a copy that was never installed."""
    try:
        return metadata.distribution(FULL)
    except metadata.PackageNotFoundError:
        return metadata.distribution(LIGHT)


def name() -> str:
    """Its name."""
    return installed().metadata["Name"]


def is_full() -> bool:
    """Whether JupyterLab and what the sandbox runs on came along."""
    return name() == FULL
