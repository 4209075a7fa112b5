"""What a notebook shows: token inspector, chain view, request console, dictionary browser, and predictions to make.

A large one has a folder. All are `Panel`s (panel.py): the kernel writes HTML, one small script in the page (panel.js)
shows it and sends back what was clicked; panel.css dresses it. `snippets` writes a call for other tools. Nothing here
is imported before a panel is asked for: each comes from its own module, as `lab.py` does it.
"""
