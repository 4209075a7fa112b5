"""Which release of ORDS the sandbox stands in for."""

VERSION = "26.3.0.ordslab"
"""What ORDS.INSTALLED_VERSION and exported scripts say. The end tells that it is not Oracle's software."""
