"""Names and sizes that somebody chose to do harm."""

import os
import re
import tempfile
import time
from urllib.parse import unquote_to_bytes

from claims import check, parse

NAMES = [
    b"a\nb.deny", b"::error file=x::y", b"50%,a:b", b"q\"uo'te",
    b"\xff\xfe", b"\x1b[2J", "日本.allow".encode(), b"a b", b"-x",
    b"\xe2\x80\xae", b"\xc2\x9b2J", b"x\ty", b"a\r\n::warning::b",
]


def write(folder, name, text):
    with open(os.path.join(os.fsencode(folder), name), "wb") as file:
        file.write(text)


def check_names(claims):
    for name in NAMES:
        with tempfile.TemporaryDirectory() as folder:
            write(folder, name, b"sshd: 192.0.2.0/33\n")
            out = {form: check(form, "--select", "HA210", "--", name,
                               folder=folder)[1]
                   for form in ("text", "line", "json", "sarif", "github")}
        lines = {form: text.decode().count("\n")
                 for form, text in out.items()}
        heads = re.findall(rb"^(?:.*: |::)error[: ]", out["text"], re.M)
        claims.claim(lines["line"] == lines["github"] == 1 and
                     len(heads) == 1, f"{name}: a forged line: {out}")
        claims.claim(not any(re.search("[\0-\x09\x0b-\x1f\x7f-\x9f]",
                                       text.decode())
                             for text in out.values()),
                     f"{name}: a control character: {out}")
        result = parse(out["sarif"])["runs"][0]["results"][0]
        place = result["locations"][0]["physicalLocation"]
        uri = place["artifactLocation"]["uri"]
        claims.claim(unquote_to_bytes(uri) == name, f"{name}: {uri}")
        claims.claim(re.fullmatch(rb"::error file=[^:,]+,line=1,col=7,"
                                  rb"endLine=1,endColumn=19,title=HA210::"
                                  rb"[^\r\n]*\n", out["github"]),
                     f"{name}: {out['github']}")


def timed(claims, what, form, folder, most):
    begun = time.monotonic()
    result = check(form, "-d", ".", folder=folder)
    took = time.monotonic() - begun
    claims.claim(took < 20, f"{what}: {form} took {took} s")
    claims.claim(len(result[1]) < most, f"{what}: {form} has "
                 f"{len(result[1])} bytes")
    return result


def check_many(claims):
    """Far more findings than are kept, in a file of many lines."""
    count = 60000
    with tempfile.TemporaryDirectory() as folder:
        write(folder, b"hosts.allow", b"sshd: 192.0.2.0/33\n" * count)
        out = {form: timed(claims, "many", form, folder, 2000000)
               for form in ("text", "line", "json", "sarif", "github")}
    report = parse(out["json"][1])
    summary = report["summary"]
    claims.claim({"code": "HA210", "count": count} in summary["codes"] and
                 summary["dropped"] == 0 and len(report["findings"]) < 10,
                 f"many: {summary}")
    claims.claim(sum(finding["count"] for finding in report["findings"]) ==
                 sum(summary[key] for key in ("errors", "warnings", "notes")),
                 "many: the counts are not those of the summary")
    says = f"and {count - 1} more, in lines 2, 3, 4, 5, 6, 7, 8, 9 ..."
    for form in ("text", "line", "github", "sarif"):
        claims.claim(says.encode() in out[form][1] and not out[form][2],
                     f"many: {form} does not say how many")
    claims.claim(f'"occurrenceCount":{count}'.encode() in out["sarif"][1],
                 "many: sarif has no count")
    claims.claim(f"HA210: {count}".encode() in out["text"][1],
                 "many: text does not sum up")


def check_one_line(claims):
    """Findings of one cause in one line, which is named once."""
    with tempfile.TemporaryDirectory() as folder:
        write(folder, b"hosts.allow",
              b"sshd: " + b"192.0.2.0/33 " * 6 + b"\n")
        out = timed(claims, "one line", "text", folder, 5000)
        claims.claim(b"(and 5 more, in line 1)" in out[1],
                     f"one line: {out[1]}")


def check_long(claims):
    """One rule of nearly a mebibyte that holds nothing sound."""
    with tempfile.TemporaryDirectory() as folder:
        write(folder, b"hosts.allow",
              b"sshd: " + "日 1/99 ".encode() * 100000 + b"\n")
        for form in ("text", "line", "json", "sarif", "github"):
            timed(claims, "long", form, folder, 5000000)


def check_all(claims):
    check_names(claims)
    check_many(claims)
    check_one_line(claims)
    check_long(claims)
