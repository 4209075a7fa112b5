"""The flow: `FlowPanel` is the panel (panel.py), `steps` reads the journal, `drawing` is the picture."""
