"""The verbs of the command `ordslab`, a file each; `ordslab.cli` is the parser."""
