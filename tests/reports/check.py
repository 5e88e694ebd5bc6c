"""usage: check.py SEED

Run from the top of the tree; HOSTSACCESS names the program."""

import signal
import sys

sys.path.append("tests/json")

import claims as counting
import explain
import forms
import hostile

# A signal is an end like any other: temporary folders are removed.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
claims = counting.Claims()
explain.check_all(claims)
forms.check_all(claims, sys.argv[1])
hostile.check_all(claims)
sys.exit(claims.end())
