"""Starting a command as shells start one in the background: it ignores Ctrl-C, and so do its children."""

IN_THE_BACKGROUND = ("sh", "-c", "trap '' INT; exec \"$@\"", "sh")
"""What stands before the command. It becomes the command's process."""
