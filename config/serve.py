"""Run the site's one process: `python -m config.serve --port 8000`."""

import argparse

import uvicorn


def main() -> None:
    """Parse the command line and serve until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--certificate", help="PEM file, for HTTPS on a school's LAN")
    parser.add_argument("--key", help="the certificate's private key")
    options = parser.parse_args()
    uvicorn.run(
        "config.asgi:application",
        host=options.host,
        port=options.port,
        # the live room's own protocol keeps socket buffers small, so that a weak
        # line hears the teacher now and not ten seconds ago
        ws="live.uvicorn_protocol:SmallBufferProtocol",
        ws_per_message_deflate=False,
        ws_ping_interval=20,
        access_log=False,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
        ssl_certfile=options.certificate,
        ssl_keyfile=options.key,
        timeout_graceful_shutdown=3,
    )


if __name__ == "__main__":
    main()
