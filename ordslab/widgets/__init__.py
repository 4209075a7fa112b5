"""What a notebook shows of the security chain: token inspector, chain view, request console, dictionary browser.

One widget, one file. All are `Panel`s (panel.py): the kernel writes HTML, one small script in the page (panel.js) shows
it, and sends back what was clicked. Nothing here is imported before a widget is asked for.
"""
