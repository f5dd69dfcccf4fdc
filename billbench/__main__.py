"""`python -m billbench` is `billbench`."""

from billbench.harness.cli import main

if __name__ == "__main__":
    main()
