# IPython runs this file in each kernel of its environment, where it lies in etc/ipython/startup. In a folder of lessons
# it stands by for a kernel that was restarted; elsewhere it does nothing. It leaves no name behind.
if any(map(__import__("os").path.exists, (".ordslab-lessons.json", "00-start-here.ipynb"))):
    __import__("ordslab.lessons.rescue", fromlist=["stand_by"]).stand_by()
