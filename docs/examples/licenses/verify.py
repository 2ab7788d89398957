"""Verifies a Bodega licence file without any network. Needs the package `cryptography` (Apache-2.0, BSD).

    python verify.py license-keys.json synth-one.lic [fingerprint]

`license-keys.json` is what the shop publishes at /.well-known/license-keys.json; ship it with your program.
"""

import base64
import json
import sys
import time

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def part(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def verify(keys, file, fingerprint=None, now=None):
    """What the licence says, or a ValueError that tells why it is not good."""
    signed, _, signature = file.strip().rpartition(".")
    header, _, claims = signed.partition(".")
    head = json.loads(part(header))
    # Never let the file choose the algorithm.
    if head.get("alg") != "EdDSA" or head.get("typ") != "bodega-license":
        raise ValueError("This is not a licence file")
    known = {key["kid"]: key for key in keys["keys"]}
    if head.get("kid") not in known:
        raise ValueError("This licence was signed by a key that the program does not know")
    try:
        public = Ed25519PublicKey.from_public_bytes(part(known[head["kid"]]["x"]))
        public.verify(part(signature), signed.encode())
    except InvalidSignature:
        raise ValueError("This licence file was changed") from None
    license = json.loads(part(claims))
    if "exp" in license and license["exp"] <= (now or time.time()):
        raise ValueError("This licence has expired")
    if license.get("fingerprint") not in (None, fingerprint):
        raise ValueError("This licence is for another device")
    return license


if __name__ == "__main__":
    with open(sys.argv[1]) as keys, open(sys.argv[2]) as file:
        try:
            told = verify(json.load(keys), file.read(), *sys.argv[3:4])
        except ValueError as error:
            sys.exit(str(error))
    print(f"{told['product']['name']}, licensed to {told['holder']['email']}")
