"""A server that does not outlive whoever started it: `python -m cqp.demo.tied FD MODULE ARGUMENTS…`.

FD is the reading end of a pipe whose other end its parent holds, and never writes to. Whatever ends the
parent, `kill -9` included, the system closes that end: here the reading ends, and the server is asked to
stop. Works wherever there are pipes, which PR_SET_PDEATHSIG does not.
"""

import os
import runpy
import signal
import sys
import threading
import time

SECONDS_TO_STOP = 10


def stop_with(lifeline):
    """Wait for the parent to end, in a thread; then stop as if asked to, by force if that takes too long."""

    def watch():
        os.read(lifeline, 1)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(SECONDS_TO_STOP)
        os.killpg(os.getpgid(0), signal.SIGKILL)

    threading.Thread(target=watch, name="lifeline", daemon=True).start()


def main():
    lifeline, module = int(sys.argv[1]), sys.argv[2]
    stop_with(lifeline)
    sys.argv[1:] = sys.argv[3:]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
