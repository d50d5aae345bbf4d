"""`python -m local.aws`: serve AWS on this machine until stopped. Any credentials are admitted."""

import argparse
from pathlib import Path

from cheroot.wsgi import Server

from local.announcement import announce
from local.aws import patches
from local.aws.front import Front
from local.aws.moto_calls import Moto, moto_application
from local.aws.tables import start_expiry

_THREADS = 40


def main() -> None:
    """Serve, and tell by `--env-file` where."""
    parser = argparse.ArgumentParser(prog="python -m local.aws", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="TCP port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--env-file", type=Path, help="file to write AWS_ENDPOINT_URL to, once it answers")
    parser.add_argument("--messages", type=Path, help="file to add everything to that queues are sent")
    options = parser.parse_args()
    patches.apply()
    moto = Moto(moto_application())
    start_expiry(moto)
    server = Server(("127.0.0.1", options.port), Front(moto, options.messages), numthreads=_THREADS)
    server.prepare()
    announce({"AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.bind_addr[1]}"}, options.env_file)
    server.serve()


if __name__ == "__main__":
    main()
