"""usage: check.py SCHEMA SEED

Run from the top of the tree; HOSTSACCESS names the program."""

import copy
import glob
import json
import os
import random
import signal
import subprocess
import sys
import tempfile

import jsonschema

import tables

ROUNDS = 150
REQUESTS = 12

# Each of these must have been seen at least once.
EXPECTED = {
    "verdict": {"allow", "deny", "ask"},
    "reason": {"rule", "default", "error", "aclexec"},
    "name_state": {"known", "unknown", "paranoid", "unasked", "failed"},
    "depends_on": {"aclexec", "name", "address", "netgroup",
                   "server address", "server name", "port"},
    "matches": {"no", "yes", "cannot tell"},
    "error": {"in a rule", "in a file", "in an option"},
}


class Checks:
    def __init__(self, schema):
        self.validator = jsonschema.Draft7Validator(schema)
        self.passed = self.failed = 0
        self.seen = {key: set() for key in EXPECTED}
        self.samples = {}

    def claim(self, is_true, text):
        if is_true:
            self.passed += 1
        else:
            self.failed += 1
            print(text)

    def accepts(self, line, where):
        """line: bytes.  One object, in UTF-8, no key twice, valid."""
        try:
            answer = json.loads(line.decode("utf-8"),
                                object_pairs_hook=without_twins)
        except ValueError as error:
            self.claim(False, f"{where}: {error}: {line!r}")
            return
        faults = [fault.message
                  for fault in self.validator.iter_errors(answer)]
        self.claim(not faults, f"{where}: {line!r}: {faults}")
        if not faults:
            self.note(answer)

    def refuses(self, answer, what):
        self.claim(not self.validator.is_valid(answer),
                   f"the schema takes what it should not: {what}")

    def note(self, answer):
        seen = self.seen
        for key in ("verdict", "reason"):
            seen[key].add(answer[key])
        for key in ("client", "server"):
            seen["name_state"].add(answer[key]["name_state"])
        seen["depends_on"].update(answer["depends_on"])
        for step in answer.get("trace", []):
            seen["matches"].add(step.get("matches", "yes"))
        if answer["error"] is not None:
            if answer["reason"] == "rule":
                kind = "in an option"
            elif answer["where"]["first_line"] == 0:
                kind = "in a file"
            else:
                kind = "in a rule"
            seen["error"].add(kind)
        sample = answer["verdict"], answer["reason"], "trace" in answer
        self.samples.setdefault(sample, answer)


def without_twins(pairs):
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def run(*arguments, folder, text=None):
    return subprocess.run([os.environ["HOSTSACCESS"], "match", *arguments],
                          cwd=folder, input=text, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout.splitlines()


def check_cases(checks):
    """Every golden case of match that prints JSON, as it is run now."""
    for path in sorted(glob.glob("tests/cases/*/*/expect.out")):
        if path.startswith(tuple(f"tests/cases/{name}/" for name in
                                 ("check", "diff", "replay", "test"))):
            continue
        with open(path, "rb") as file:
            if not file.read().startswith(b"{"):
                continue
        folder = os.path.dirname(path)
        got = subprocess.run(["bash", "-c", ". ./cmd"], cwd=folder,
                             stdin=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL,
                             stdout=subprocess.PIPE).stdout
        checks.claim(got.startswith(b"{"), f"{folder}: no JSON")
        for line in got.splitlines():
            checks.accepts(line, folder)


def check_lines(checks, name, folder, least):
    """A command that prints an object a line has a schema of its own."""
    with open(f"conf/{name}.schema.json", encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    lines = subprocess.run(["bash", "-c", ". ./cmd"], cwd=folder,
                           stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.DEVNULL,
                           check=False).stdout.splitlines()
    checks.claim(len(lines) >= least, f"{folder}: {len(lines)} lines")
    for line in lines:
        found = json.loads(line.removeprefix(b"who: "))
        checks.claim(validator.is_valid(found), f"{folder}: {line}")
        for key in found:
            spoilt = {other: value for other, value in found.items()
                      if other != key}
            checks.claim(not validator.is_valid(spoilt),
                         f"{folder}: no {key} in {line}")


def check_replay(checks):
    """What "replay" prints, which has a schema of its own."""
    with open("conf/replay.schema.json", encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    folder = "tests/cases/replay/json"
    out = subprocess.run(["bash", "-c", ". ./cmd"], cwd=folder,
                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         check=False).stdout
    answer = json.loads(out, object_pairs_hook=without_twins)
    faults = [fault.message for fault in validator.iter_errors(answer)]
    checks.claim(not faults, f"{folder}: {faults}")
    verdicts = {login["verdict"] for login in answer["logins"]["list"]}
    checks.claim(verdicts == {"refused", "untold"}, f"{folder}: {verdicts}")
    checks.claim(answer["sources"] and answer["networks"],
                 f"{folder}: nothing stays open")
    for spoilt in without_key(answer):
        checks.claim(not validator.is_valid(spoilt),
                     f"{folder}: the schema takes {spoilt}")


def without_key(value):
    """The value without each of its keys, one after the other."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            for spoilt in without_key(item):
                yield value[:number] + [spoilt] + value[number + 1:]
    if isinstance(value, dict):
        for key, item in value.items():
            yield {other: value[other] for other in value if other != key}
            for spoilt in without_key(item):
                yield {**value, key: spoilt}


def check_random(checks, seed):
    for number in range(ROUNDS):
        chance = random.Random(f"{seed} {number}")
        where = f"seed {seed}, round {number}"
        with tempfile.TemporaryDirectory() as folder:
            tables.write(chance, folder)
            requests = [tables.request(chance) for _ in range(REQUESTS)]
            options = ["--no-lookup", "--format", "json", "-d", "."]
            if chance.random() < 0.3:
                options += ["--aclexec", chance.choice(["pass", "fail"])]
            batch = b"".join(b" ".join(words) + b"\n" for words in requests)
            plain = run(*options, "--batch", folder=folder, text=batch)
            traced = run(*options, "--batch", "--trace", folder=folder,
                         text=batch)
            single = run(*options, *requests[0], folder=folder)
            traced += run(*options, "--trace", *requests[-1], folder=folder)
            checks.claim((len(plain), len(traced), len(single)) ==
                         (REQUESTS, REQUESTS + 1, 1),
                         f"{where}: not an answer to each request")
            for line in plain + traced + single:
                checks.accepts(line, where)
            checks.claim(single == plain[:1] and traced[-2:-1] == traced[-1:],
                         f"{where}: alone it is another answer")


def objects(value, path=""):
    """Every object within value, with its path."""
    if isinstance(value, dict):
        yield path, value
        for key, part in value.items():
            yield from objects(part, f"{path}/{key}")
    elif isinstance(value, list):
        for i, part in enumerate(value):
            yield from objects(part, f"{path}/{i}")


def spoil(checks, answer, change, what):
    spoilt = copy.deepcopy(answer)
    change(spoilt)
    checks.refuses(spoilt, f"{what} in {json.dumps(answer)}")


def at(answer, path):
    for key in path.split("/")[1:]:
        answer = answer[int(key) if isinstance(answer, list) else key]
    return answer


def check_shape(checks, answer):
    """No key more, none less, none of another type, in any object."""
    for path, part in objects(answer):
        spoil(checks, answer,
              lambda a: at(a, path).update(surprise=None),
              f"another key in '{path}'")
        for key in part:
            if key != "trace":
                spoil(checks, answer, lambda a: at(a, path).pop(key),
                      f"no {path}/{key}")
            for wrong in (True, 1.5, -1, [None], {}, "\0"):
                if wrong == "\0" and (isinstance(part[key], str) or
                                      key in ("user", "token",
                                              "exception", "option")):
                    continue  # any text will do
                if wrong is True and isinstance(part[key], bool):
                    continue
                spoil(checks, answer,
                      lambda a: at(a, path).update({key: wrong}),
                      f"{path}/{key} = {wrong!r}")


def check_sense(checks):
    """Each part may be valid, and the whole is not."""
    by = {sample[:2]: answer for sample, answer in checks.samples.items()}
    rule, ask = by["allow", "rule"], by["ask", "aclexec"]
    default, error = by["allow", "default"], by["deny", "error"]
    for answer, changes in (
            (rule, {"where": None}),
            (rule, {"verdict": "ask"}),
            (rule, {"verdict": "ALLOW"}),
            (rule, {"reason": "because"}),
            (rule, {"reason": "default"}),
            (rule, {"reason": "error"}),
            (rule, {"reason": "aclexec"}),
            (rule, {"error": "hosts.allow:1:1: error: x [HA101]"}),
            (rule, {"depends_on": ["aclexec"]}),
            (rule, {"depends_on": ["name", "name"]}),
            (rule, {"depends_on": ["the weather"]}),
            (rule, {"where": dict(rule["where"], first_line=0)}),
            (rule, {"where": dict(rule["where"], column=0)}),
            (rule, {"client": dict(rule["client"], address="gate")}),
            (rule, {"client": dict(rule["client"], name="a",
                                   name_state="unknown")}),
            (rule, {"client": dict(rule["client"], name=None,
                                   name_state="known")}),
            (rule, {"client": dict(rule["client"], user="")}),
            (rule, {"client": rule["server"]}),
            (rule, {"server": dict(rule["server"], port=0)}),
            (rule, {"server": dict(rule["server"], port=65536)}),
            (rule, {"service": ""}),
            (ask, {"depends_on": []}),
            (ask, {"verdict": "allow"}),
            (default, {"verdict": "deny"}),
            (default, {"where": rule["where"]}),
            (error, {"error": None}),
            (error, {"error": "something"}),
            (error, {"verdict": "allow"})):
        spoil(checks, answer, lambda a: a.update(copy.deepcopy(changes)),
              f"{changes}")
    for value in (None, [], [rule], "allow", 0):
        checks.refuses(value, repr(value))


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    checks = Checks(schema)
    check_cases(checks)
    check_lines(checks, "who", "tests/cases/match/who-json", 11)
    check_lines(checks, "diff", "tests/cases/diff/json", 9)
    check_lines(checks, "test", "tests/cases/test/malformed", 20)
    check_replay(checks)
    check_random(checks, sys.argv[2])
    for key, values in EXPECTED.items():
        checks.claim(values <= checks.seen[key],
                     f"{key} was never {values - checks.seen[key]}")
    for answer in list(checks.samples.values()):
        check_shape(checks, answer)
    if checks.failed == 0:
        check_sense(checks)
    print(f"json: {checks.passed} passed, {checks.failed} failed, 0 skipped")
    sys.exit(checks.failed > 0)


# A signal is an end like any other: temporary folders are removed.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
main()
