"""The verbs of the command `ordslab`, a file each; `ordslab.cli` is the parser.

Of each, `add_to` makes its verbs known among the commands, and a function a verb does it and gives the exit status.
"""
