"""`hostsaccess explain` says what the manual says, in its words."""

import re
import shutil
import subprocess

from claims import catalogue, run

MANUAL = "man/hostsaccess_diag.7"


def words(text):
    """Without quotes, which a terminal shows in another form, and joined:
    mandoc may break a line within a word, behind its hyphen."""
    text = text.replace("\u2022", "*")
    return re.sub("[\u2018\u2019\u201c\u201d\"'\\s]", "", text)


def manual_entries():
    """{ code: (text of the heading, text below it) }, as mandoc shows them."""
    shown = subprocess.run(["mandoc", "-T", "utf8", "-O", "width=900",
                            MANUAL], stdout=subprocess.PIPE,
                           check=True).stdout.decode()
    shown = re.sub(".\b", "", shown)
    entries, code, indent = {}, None, 0
    for line in shown.splitlines():
        depth = len(line) - len(line.lstrip())
        head = re.match(r" +(HA\d{3}): (.*)", line)
        if head and (code is None or depth <= indent):
            code, indent = head.group(1), depth
            entries[code] = [head.group(2), ""]
        elif line.strip() and depth <= indent:
            code = None
        elif code is not None:
            entries[code][1] += line + "\n"
    return entries


def shown_text(text):
    """As a heading, without what only a finding knows."""
    return re.sub("%[12]", "...", text).replace("%%", "%")


def check_entries(claims, codes, entries):
    for code, (level, text, helps) in codes.items():
        status, out, err = run("explain", code)
        lines = out.decode().splitlines()
        claims.claim(status == 0 and not err, f"explain {code}: {status} {err}")
        claims.claim(lines[:2] == [f"{code}, {level}: {shown_text(text)}", ""],
                     f"explain {code}: the heading is {lines[:1]}")
        claims.claim(all(len(line) <= 80 or line.startswith("    ")
                         for line in lines[1:]),
                     f"explain {code}: a line is too long")
        claims.claim(all(line == line.rstrip() for line in lines) and
                     lines[-1] != "" or len(lines) == 2,
                     f"explain {code}: blanks at the end")
        if code in entries:
            got = words("\n".join(lines[2:]))
            want = words(entries[code][1]) or words(shown_text(helps))
            claims.claim(got == want,
                         f"explain {code}:\n{got}\nis not the manual's\n{want}")


def check_spellings(claims, codes):
    first, last = min(codes), max(codes)
    want = run("explain", first)
    for spelling in (first.lower(), first[2:], "Ha" + first[2:]):
        claims.claim(run("explain", spelling) == want, f"explain {spelling}")
    both = run("explain", first, last)[1]
    claims.claim(both == want[1] + b"\n" + run("explain", last)[1],
                 "explain of two codes")
    for wrong, says in (("HA999", last), ("HA100", first), ("HA1", "HA210"),
                        ("HA1011", "HA210"), ("\x1b[2J", "\\x1b[2J"),
                        ("", "HA210"), ("HA", "HA210"), ("-1", "-1")):
        status, out, err = run("explain", wrong)
        claims.claim(status == 64 and not out and says.encode() in err,
                     f"explain {wrong!r}: {status} {err}")
    for arguments in ((), ("--list", first), ("--lost",)):
        claims.claim(run("explain", *arguments)[0] == 64,
                     f"explain {arguments}")
    claims.claim(run("explain", "-h") == run("help", "explain") and
                 b"--list" in run("explain", "--help")[1], "explain --help")


def check_list(claims, codes):
    want = "".join(f"{code} {level:8} {shown_text(text)}\n"
                   for code, (level, text, _) in codes.items())
    got = run("explain", "--list")
    claims.claim(got == (0, want.encode(), b""), f"explain --list: {got}")


def check_all(claims):
    codes = catalogue()
    claims.claim(len(codes) > 100, "the catalogue could not be read")
    check_list(claims, codes)
    check_spellings(claims, codes)
    if shutil.which("mandoc"):
        entries = manual_entries()
        claims.claim(len(entries) > 20, "the manual could not be read")
    else:
        entries = {}
        claims.skip("no mandoc here")
    check_entries(claims, codes, entries)
