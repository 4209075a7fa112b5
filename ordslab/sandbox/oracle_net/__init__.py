"""The database wire: Oracle Net packets and TTC messages, as the `oracledb` drivers speak them."""
