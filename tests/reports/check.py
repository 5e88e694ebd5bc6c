"""usage: check.py SEED

Run from the top of the tree; HOSTSACCESS names the program."""

import sys

sys.path.append("tests/json")

import claims as counting
import explain
import forms
import hostile

claims = counting.Claims()
explain.check_all(claims)
forms.check_all(claims, sys.argv[1])
hostile.check_all(claims)
sys.exit(claims.end())
