"""Atlas Desktop, as it is shipped to every customer: it knows the address of the backend, and no secret."""

import json
import sys
import urllib.error
import urllib.request


def main(backend, customer):
    try:
        with urllib.request.urlopen(f"{backend}/license/{customer}", timeout=10) as answer:
            license = json.load(answer)
    except urllib.error.HTTPError as refused:
        print(f"Atlas Desktop cannot start: {json.load(refused)['error']}")
        return
    if license["status"] == "VALID":
        print(f"Atlas Desktop starts. Good morning, {license['customer']}!")
    else:
        print(f"Atlas Desktop stays closed: the license of {license['customer']} has ended.")


if __name__ == "__main__":
    main(*sys.argv[1:])
