"""The forms of one report agree, and each keeps its rules."""

import copy
import os
import random
import re
import tempfile
import unicodedata
from urllib.parse import unquote_to_bytes

import tables
from claims import catalogue, check, parse, validator

ROUNDS = 120
FORMS = ("text", "line", "json", "sarif", "github")

SCHEMAS = {"json": validator("conf/check.schema.json"),
           "sarif": validator("tests/reports/sarif.schema.json")}
CODES = list(catalogue())

# Bytes that no form may print; JSON escapes those of foreign text.
CONTROL = re.compile("[\0-\x09\x0b-\x1f\x7f]")


def characters(data):
    """As many as SARIF counts; a byte that belongs to none is one."""
    return len(data.decode("utf-8", "surrogateescape"))


class Files:
    """The lines of the tables, read here anew."""

    def __init__(self, folder):
        self.folder, self.lines = folder, {}

    def line(self, path, number):
        if path not in self.lines:
            with open(os.path.join(self.folder, path), "rb") as file:
                self.lines[path] = file.read().split(b"\n")
        return self.lines[path][number - 1]


def valid(claims, form, out, where):
    """The parsed report, or None."""
    try:
        report = parse(out)
    except ValueError as error:
        claims.claim(False, f"{where}: {form}: {error}: {out!r}")
        return None
    faults = [f"{list(fault.absolute_path)}: {fault.message}"
              for fault in SCHEMAS[form].iter_errors(report)]
    claims.claim(not faults, f"{where}: {form}: {faults}")
    claims.claim(out.count(b"\n") == 1, f"{where}: {form}: not one line")
    return None if faults else report


def check_json(claims, report, files, where):
    found = report["findings"]
    summary = report["summary"]
    for level in ("error", "warning", "note"):
        count = sum(finding["count"] for finding in found
                    if finding["level"] == level and
                    not finding["suppressed"])
        claims.claim(summary["dropped"] > 0 or summary[level + "s"] == count,
                     f"{where}: {level}s are not counted right")
    claims.claim(report["rules"] == sum(f["rules"] for f in report["files"]),
                 f"{where}: rules are not counted right")
    for finding in found:
        if finding["line"] is None:
            continue
        line = files.line(finding["file"], finding["line"])
        claims.claim(1 <= finding["column"] <= len(line) + 2,
                     f"{where}: {finding} is outside of its line")
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            continue
        claims.claim(finding["text"] == (text if len(line) <= 4096 else None),
                     f"{where}: {finding['text']!r} is not {text!r}")


def line_of(finding):
    place = finding["file"]
    if finding["line"] is not None:
        place += f":{finding['line']}:{finding['column']}"
    return (f"{place}: {finding['level']}: {finding['message']} "
            f"[{finding['code']}]")


def check_lines(claims, out, found, where):
    want = [line_of(finding) for finding in found
            if not finding["suppressed"]]
    claims.claim(out.decode().split("\n")[:-1] == want,
                 f"{where}: line: {out!r} is not {want}")


def region_of(finding, files):
    def column(line, column):
        data = files.line(finding["file"], finding[line])
        return characters(data[:finding[column] - 1]) + 1
    return {"startLine": finding["line"],
            "startColumn": column("line", "column"),
            "endLine": finding["end_line"],
            "endColumn": column("end_line", "end_column")}


def check_sarif(claims, log, found, files, where):
    log = log["runs"][0]
    rules = [rule["id"] for rule in log["tool"]["driver"]["rules"]]
    claims.claim(rules == CODES, f"{where}: sarif: not all rules")
    claims.claim(len(log["results"]) == len(found),
                 f"{where}: sarif: not all results")
    for result, finding in zip(log["results"], found):
        place = result["locations"][0]["physicalLocation"]
        fixed = finding["fix"] is not None
        claims.claim(
            (result["ruleId"], rules[result["ruleIndex"]], result["level"],
             result["message"]["text"].split("\n")[0],
             len(result["suppressions"]), len(result["relatedLocations"]),
             "fixes" in result) ==
            (finding["code"], finding["code"], finding["level"],
             finding["message"], finding["suppressed"],
             len(finding["related"]), fixed),
            f"{where}: {result} is not {finding}")
        claims.claim(
            unquote_to_bytes(place["artifactLocation"]["uri"]) ==
            re.sub("^(./)+", "", re.sub("^/", "file:///",
                                        finding["file"])).encode(),
            f"{where}: {place} is not {finding['file']}")
        if finding["line"] is None:
            claims.claim("region" not in place, f"{where}: {place}")
            continue
        claims.claim(place["region"] == region_of(finding, files),
                     f"{where}: {place} is not {region_of(finding, files)}")
        if fixed:
            changes = result["fixes"][0]["artifactChanges"]
            claims.claim(
                len(changes) == 1 and
                [part["insertedContent"]["text"]
                 for part in changes[0]["replacements"]] ==
                [edit["replacement"] for edit in finding["fix"]] and
                [part["deletedRegion"]
                 for part in changes[0]["replacements"]] ==
                [region_of(dict(edit, file=finding["file"]), files)
                 for edit in finding["fix"]],
                f"{where}: {changes} are not {finding['fix']}")


def check_github(claims, out, found, files, where):
    found = [finding for finding in found if not finding["suppressed"]]
    lines = out.decode().split("\n")[:-1]
    claims.claim(len(lines) == len(found), f"{where}: github: {out!r}")
    for line, finding in zip(lines, found):
        match = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line)
        if not claims.claim(match, f"{where}: github: {line!r}"):
            continue
        want = {"file": re.sub("^(./)+", "", finding["file"]),
                "title": finding["code"]}
        if finding["line"] is not None:
            region = region_of(finding, files)
            want.update(line=str(region["startLine"]),
                        col=str(region["startColumn"]),
                        endLine=str(region["endLine"]),
                        endColumn=str(region["endColumn"]))
        got = {key: unquote_to_bytes(value).decode() for key, value in
               (part.split("=", 1) for part in match.group(2).split(","))}
        message = unquote_to_bytes(match.group(3)).decode()
        commands = {"note": "notice"}
        claims.claim(
            (match.group(1), got, message.split("\n")[0]) ==
            (commands.get(finding["level"], finding["level"]), want,
             finding["message"]),
            f"{where}: github: {line!r} is not {finding}")


def width(text):
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1
               for letter in text)


def ending_of(report):
    """What the text ends with, after the line that counts."""
    if any(finding["count"] > 1 for finding in report["findings"]):
        yield ", ".join(f"{code['code']}: {code['count']}"
                        for code in report["summary"]["codes"])
    for service in report["services"]:
        yield f"{service['service']}: {service['access']}"


def check_text(claims, out, report, files, columns, where):
    found = [finding for finding in report["findings"]
             if not finding["suppressed"]]
    text = out.decode()
    parts = text.split("\n\n")
    claims.claim(len(parts) == len(found) + 1 and
                 parts[-1].split("\n")[1:-1] == list(ending_of(report)),
                 f"{where}: text: {text!r}")
    for part, finding in zip(parts, found):
        lines = part.split("\n")
        claims.claim(lines[0] == line_of(finding) or
                     "\\x" in lines[0], f"{where}: text: {lines[0]!r}")
        if finding["line"] is None:
            continue
        source, mark = lines[1:3]
        claims.claim(source.startswith(f"{finding['line']:4} | ") and
                     re.fullmatch(r" +\| +\^~*| +\| \^~*", mark),
                     f"{where}: text: {lines}")
        if columns:
            claims.claim(max(width(source), width(mark)) <= max(columns, 50),
                         f"{where}: text: wider than {columns}: {source!r}")
        start = mark.index("^")
        data = files.line(finding["file"], finding["line"])
        if not re.fullmatch(b"[ -~]*", data) or \
                finding["end_line"] != finding["line"]:
            continue
        piece = data[finding["column"] - 1:finding["end_column"] - 1].decode()
        shown = source[start:start + len(mark) - start]
        claims.claim(shown == piece or len(piece) == 0 or
                     piece.startswith(shown) and
                     (columns or len(shown) == 120),
                     f"{where}: text: {shown!r} is not {piece!r}")


def check_forms(claims, folder, arguments, where):
    """Runs all forms; returns the parsed JSON report."""
    results = {form: check(form, *arguments, folder=folder)
               for form in FORMS}
    statuses = {form: result[0] for form, result in results.items()}
    claims.claim(len(set(statuses.values())) == 1,
                 f"{where}: exit statuses {statuses}")
    if statuses["json"] not in (0, 1):
        claims.claim(all(not result[1] for result in results.values()) and
                     statuses["json"] == 74, f"{where}: {results}")
        return None
    for form, (_, out, err) in results.items():
        claims.claim(not CONTROL.search(out.decode()) and not err,
                     f"{where}: {form}: a control character: {out!r} {err!r}")
    report = valid(claims, "json", results["json"][1], where)
    log = valid(claims, "sarif", results["sarif"][1], where)
    if report is None or log is None:
        return None
    files, found = Files(folder), report["findings"]
    check_json(claims, report, files, where)
    check_lines(claims, results["line"][1], found, where)
    check_sarif(claims, log, found, files, where)
    check_github(claims, results["github"][1], found, files, where)
    check_text(claims, results["text"][1], report, files, 0, where)
    out = check("text", *arguments, folder=folder, env={"COLUMNS": "60"})[1]
    check_text(claims, out, report, files, 60, where)
    claims.claim(all(results[form] == check(form, *arguments, folder=folder,
                                            env={"LC_ALL": "C"})
                     for form in FORMS if form != "text"),
                 f"{where}: another locale, another report")
    return report, log


def suppress(chance, folder):
    """A comment above some lines, for codes that may be found there."""
    for name in ("hosts.allow", "hosts.deny"):
        path = os.path.join(folder, name)
        if not os.path.isfile(path):
            continue
        with open(path, "rb") as file:
            lines = file.read().split(b"\n")
        for i in reversed(range(len(lines))):
            if chance.random() < 0.2:
                codes = chance.choice([b"HA2", b"HA210,HA211", b"HA4", b"HAx",
                                       b"HA1,\xff"])
                lines.insert(i, b"# hostsaccess: ignore=" + codes + b" why")
        with open(path, "wb") as file:
            file.write(b"\n".join(lines))


def objects(value):
    if isinstance(value, dict):
        yield value
    for part in (value.values() if isinstance(value, dict) else
                 value if isinstance(value, list) else ()):
        yield from objects(part)


def check_closed(claims, form, report):
    """The schema takes no other key in any object, and misses each."""
    optional = {"region", "fixes", "toolExecutionNotifications"}
    if form == "sarif":
        run = report["runs"][0]
        run["tool"]["driver"]["rules"] = run["tool"]["driver"]["rules"][:2]
        run["results"] = run["results"][:5]
    for i, part in enumerate(list(objects(report))):
        spoilt = copy.deepcopy(report)
        list(objects(spoilt))[i]["surprise"] = None
        claims.claim(not SCHEMAS[form].is_valid(spoilt),
                     f"{form}: another key in {part}")
        for key in part:
            if key in optional:
                continue
            spoilt = copy.deepcopy(report)
            del list(objects(spoilt))[i][key]
            claims.claim(not SCHEMAS[form].is_valid(spoilt),
                         f"{form}: no {key} in {part}")


def check_all(claims, seed):
    seen, sample = set(), None
    for number in range(ROUNDS):
        chance = random.Random(f"{seed} {number}")
        with tempfile.TemporaryDirectory() as folder:
            tables.write(chance, folder)
            suppress(chance, folder)
            reports = check_forms(claims, folder, ("-d", "."),
                                  f"seed {seed}, round {number}")
        if reports is None:
            continue
        for finding in reports[0]["findings"]:
            seen.add(finding["code"])
            seen.add(finding["suppressed"])
            sample = reports
    claims.claim({True, False, "HA101", "HA210", "HA402"} <= seen,
                 f"only {seen} was seen")
    if sample is not None:
        check_closed(claims, "json", sample[0])
        check_closed(claims, "sarif", sample[1])
