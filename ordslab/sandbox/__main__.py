"""The sandbox's process: python -m ordslab.sandbox HOME [HTTP_PORT [DB_PORT [SEED [GUISE]]]]; "" for what is not given.

`ordslab sandbox start` runs this file by its path, so that it is found wherever `ordslab` was found, and stays as it
is while it runs in whatever folder.
"""

import os
import sys

if not __package__:  # run by its path: what lies beside this file is not for everybody to import
    if os.path.abspath(sys.path[0]) == os.path.dirname(os.path.abspath(__file__)):  # noqa: PTH100, PTH120  (slow to import)
        del sys.path[0]
    sys.path.append(os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..")))  # noqa: PTH100, PTH118, PTH120

from ordslab.sandbox.server import main

main(sys.argv[1:])
