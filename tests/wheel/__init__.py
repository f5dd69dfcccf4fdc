"""What people get by `pip install`: a wheel, built once a session, in an environment of its own.

It brings the one import name `billbench` and nothing else, with all its files, and works in repositories that
have packages of their own named `reports`, `scenarios`, `harness` or `fake_ccms`; theirs stay theirs.
"""
