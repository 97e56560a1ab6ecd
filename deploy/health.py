"""Ask the web process of this container how it is, as a balancer does."""

import os
import sys
import urllib.request


def main(port: int = 8000) -> int:
    """Return 0 if the page and its database answer."""
    host = os.environ["HOABAN_HOSTS"].split(",")[0].strip().lstrip(".")
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/suc-khoe/", headers={"Host": host}
    )
    try:
        with urllib.request.urlopen(request, timeout=4) as answer:  # noqa: S310
            return 0 if answer.status == 200 else 1
    except OSError:
        return 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
