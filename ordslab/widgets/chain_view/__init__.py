"""The chain view: `ChainView` is the panel (chain_view.py), `drawing` its picture."""
