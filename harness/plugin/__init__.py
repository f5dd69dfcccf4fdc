"""The pytest plugin: a page's own test-suite measures its freezes and its lost work.

Everything here but `worker` is imported by every pytest on this machine, so it imports the standard library
alone, and little of it.
"""
