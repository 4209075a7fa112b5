"""The request console: a call written, sent and shown as it went over the wire."""
