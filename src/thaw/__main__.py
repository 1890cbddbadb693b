"""`python -m thaw`, and the command `thaw`: the command line, as a program of its own."""

import signal
import sys


def program() -> int:
    """Run the command line; returns the exit code.

    While Thaw is being loaded, and once all is done, Ctrl-C ends the program at once and without a word, as
    the system does it: there is nothing to keep.
    """
    mine = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if mine:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from thaw.cli import main

    try:
        return main()
    except KeyboardInterrupt:  # once more, while what is kept was being told
        return 128 + signal.SIGINT
    finally:
        if mine:
            signal.signal(signal.SIGINT, signal.SIG_DFL)


if __name__ == "__main__":
    sys.exit(program())
