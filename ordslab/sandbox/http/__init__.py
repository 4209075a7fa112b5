"""The REST side: routing, token endpoint, authorization, handlers, error bodies."""
