"""Counting, running, and what more than one test of the reports needs."""

import json
import os
import re
import subprocess

import jsonschema


class Claims:
    passed = failed = skipped = 0

    def claim(self, is_true, text):
        if is_true:
            self.passed += 1
        else:
            self.failed += 1
            print(text[:2000])
        return is_true

    def skip(self, text):
        self.skipped += 1
        print(f"skipped: {text}")

    def end(self):
        print(f"reports: {self.passed} passed, {self.failed} failed, "
              f"{self.skipped} skipped")
        return self.failed > 0


def run(*arguments, folder=".", env=None):
    """(exit status, standard output, standard error), as bytes."""
    done = subprocess.run([os.environ["HOSTSACCESS"], *arguments],
                          cwd=folder, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env={**os.environ, **(env or {})})
    return done.returncode, done.stdout, done.stderr


def check(form, *arguments, folder=".", env=None):
    return run("check", "--no-lookup", "--no-keep-me", "--format", form,
               *arguments, folder=folder, env=env)


def without_twins(pairs):
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def parse(line):
    return json.loads(line.decode("utf-8"), object_pairs_hook=without_twins)


def unique_items(validator, is_wanted, items, schema):
    """As the library's own, which compares all with each other."""
    if (is_wanted and validator.is_type(items, "array") and
            len({json.dumps(item, sort_keys=True) for item in items}) <
            len(items)):
        yield jsonschema.ValidationError("two are the same")


def validator(path):
    """Both schemas hold to what older drafts say, too."""
    with open(path, encoding="utf-8") as file:
        schema = json.load(file)
    kind = getattr(jsonschema, "Draft202012Validator",
                   jsonschema.Draft7Validator)
    kind.check_schema(schema)
    kind = jsonschema.validators.extend(kind, {"uniqueItems": unique_items})
    return kind(schema)


def catalogue():
    """{ code: (level, text, help) }, in order."""
    with open("common/language/codes.def", encoding="utf-8") as file:
        text = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)
    found = re.findall(
        r'HA_CODE\(\s*(\d+),\s*\w+,\s*(\w+),\s*((?:"(?:[^"\\]|\\.)*"\s*)+),'
        r'\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\)', text)

    def joined(literals):
        words = re.findall(r'"((?:[^"\\]|\\.)*)"', literals)
        return re.sub(r"\\(.)", r"\1", "".join(words))

    return {f"HA{number}": (level.lower(), joined(sentence), joined(helps))
            for number, level, sentence, helps in sorted(found)}
