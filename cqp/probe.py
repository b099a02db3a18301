"""`python -I cqp/probe.py` ends with 0 when the web process beside it is ready. Containers have no curl."""

import os
import sys
from http.client import HTTPConnection

SECONDS = 5


def is_ready(port):
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if is_ready(int(os.environ.get("BIND", ":8000").rpartition(":")[2])) else 1)
