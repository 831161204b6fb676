"""What is fetched from the network, fetched by errand.py in a process of its own.

Only a process can be ended from outside whatever it waits for: a name server, a connection, a server that sends a byte
a second. No time limit of an HTTP library adds up to one for all of it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from storefront_plugin.errors import RateSourceFailed
from storefront_plugin.texts import Text, sf_, sf_n

# The ECB's day of rates has 2 KB.
MOST_BYTES = 1 << 20

PROGRAM = Path(__file__).with_name("errand.py")

# Ways out of a closed network, whom to trust, and where libraries are; the host's keys and passwords stay here.
_HANDED_ON = frozenset(
    """
    HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY REQUESTS_CA_BUNDLE CURL_CA_BUNDLE SSL_CERT_FILE SSL_CERT_DIR
    PYTHONPATH PYTHONHOME LD_LIBRARY_PATH SYSTEMROOT
    """.split()
)

_REASONS = {
    "address": sf_("It leads to an address that does not begin with http:// or https://."),
    "certificate": sf_("The certificate of the server is not trusted."),
    "cut-off": sf_("The answer was cut off."),
    "large": sf_("The answer is larger than %(most)s bytes.", most=MOST_BYTES),
    "redirects": sf_("It leads from one address to the next without end."),
    "unreachable": sf_("The server could not be reached, or closed the connection."),
    "unreadable": sf_("The answer is not a table of rates."),
}


def run_errand(errand: str, *, source: str, deadline_seconds: int, **asked: str) -> bytes:
    """What the errand of that name brings back, no later than the deadline. Raises RateSourceFailed."""
    question = {"errand": errand, **asked, "most_bytes": MOST_BYTES, "deadline_seconds": deadline_seconds}
    try:
        # -P: the program's own folder, where files are named after packages, is not searched for imports.
        done = subprocess.run(  # noqa: S603 (our own program, our own arguments)
            [sys.executable, "-P", str(PROGRAM)],
            input=json.dumps(question).encode(),
            env=handed_on(os.environ),
            capture_output=True,
            timeout=deadline_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        reason = sf_n(
            "The whole answer took longer than %(count)s second.",
            "The whole answer took longer than %(count)s seconds.",
            deadline_seconds,
        )
        raise RateSourceFailed(source=source, reason=reason) from None
    except OSError as fault:
        raise RateSourceFailed(source=source, reason=sf_("The program that asks could not be started.")) from fault
    if done.returncode:
        raise RateSourceFailed(source=source, reason=_reason(done))
    return done.stdout


def handed_on(environment: Mapping[str, str]) -> dict[str, str]:
    """What of our environment the program sees."""
    return {name: value for name, value in environment.items() if name.upper() in _HANDED_ON}


def _reason(done: subprocess.CompletedProcess[bytes]) -> Text:
    name, _, number = done.stderr.decode(errors="replace").strip().partition(" ")
    if name == "status":
        return sf_("The server answered with the HTTP status %(status)s.", status=number)
    # What else it may have written is no name, and may hold an address with a password.
    return _REASONS.get(name) or sf_("The program that asks ended with the code %(code)s.", code=done.returncode)
