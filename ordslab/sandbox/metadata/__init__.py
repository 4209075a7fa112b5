"""ORDS's own metadata: tables, USER_ORDS_* views, and the packages that write them."""
