"""The database wire: Oracle Net packets, logon, types and calls, as the thin drivers speak them."""
