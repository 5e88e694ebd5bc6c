"""Random tables and requests: some sound, some not, some hostile."""

import os

# Sound ones, and behind them those that are wrong or hostile.
DAEMONS = [
    "sshd", "sshd", "sshd", "ALL", "ftpd", "22", "sshd@192.0.2.1",
    "sshd@gate.example.com", "sshd@.example.com", "ALL@[2001:db8::]/32",
    "ALL EXCEPT ftpd", "s*",
], [
    "sshd@", "sshd EXCEPT", "[sshd",
]

CLIENTS = [
    "ALL", "192.0.2.9", "192.0.2.", "192.0.2.0/24", "10.0.0.0/255.0.0.0",
    "[2001:db8::]/32", "[2001:db8::9]", ".example.com", "gate.example.com",
    "*.example.*", "192.0.2.*", "LOCAL", "KNOWN", "UNKNOWN", "PARANOID",
    "@trusted", "@ops", "bob@ALL", "bob@192.0.2.", "KNOWN@.example.com",
    "LIST", "ALL EXCEPT 192.0.2.9", "ALL EXCEPT @trusted",
    "ALL EXCEPT .example.com", "0/0",
], [
    "/nonexistent/list", "FOLDER", "192.0.2", "1.2.3.4/99", "[x", "[::1",
    "EXCEPT", "2001:db8::9", "bob@", "\xe4\xf6\xff", "\u202e\x1b[2J",
    "a\tb", "192.0.2.9\0",
]

OPTIONS = [
    "allow", "deny", "spawn echo %a %c", "twist echo no", "aclexec check %a",
    "aclexec check: allow", "banners /etc/banners", "severity auth.info",
    "umask 022", "nice", "setenv A b\\:c", "rfc931 5", "keepalive",
    "spawn \x01\xff",
], [
    "umask 999", "nice 5x", "setenv =", "nosuch", "allow: deny", "", " ",
    "user nosuchuserhere",
]

ADDRESSES = [
    "192.0.2.9", "192.0.2.10", "10.1.2.3", "203.0.113.9", "2001:db8::9",
    "[2001:DB8::10]", "::ffff:192.0.2.9", "fe80::1%eth0",
]

NAMES = [
    "gate.example.com", "other.example.com", "gate", "example.org",
    "gate.example.com.",
]


def some(chance, words, counts):
    """So many of the words, and rarely one that is wrong."""
    sound, wrong = words
    return [chance.choice(wrong if chance.random() < 0.06 else sound)
            for _ in range(chance.choice(counts))]


def rule(chance, folder):
    daemons = ", ".join(some(chance, DAEMONS, [1, 1, 1, 2]))
    clients = some(chance, CLIENTS, [1, 1, 2, 5])
    blank = chance.choice([" ", " ", ", ", "\\\n ", "\t"])
    parts = [daemons, blank.join(clients)]
    if chance.random() < 0.4:
        parts += some(chance, OPTIONS, [1, 1, 2])
    colon = chance.choice([":", ": ", " : ", ":\\\n"])
    if chance.random() < 0.03:
        colon = " "
    text = colon.join(parts)
    text = text.replace("LIST", os.path.join(folder, "list"))
    return text.replace("FOLDER", folder)


def table(chance, folder):
    lines = [rule(chance, folder)
             for _ in range(chance.choice([0, 1, 2, 4, 8]))]
    if chance.random() < 0.3:
        lines.insert(0, "# a comment \xfc")
    end = chance.choice(["\n", "\n", "\n", "", "\\\n", "\r\n"])
    return "\n".join(lines) + end


def write(chance, folder):
    with open(os.path.join(folder, "list"), "w", encoding="latin-1") as file:
        file.write("192.0.2.9\n.example.com # x\n203.0.113.0/24\n")
    for name in ("hosts.allow", "hosts.deny"):
        path = os.path.join(folder, name)
        kind = chance.random()
        if kind < 0.05:
            os.mkdir(path)
        elif kind < 0.9:
            with open(path, "wb") as file:
                file.write(table(chance, folder).encode("latin-1", "replace")
                           if chance.random() < 0.7 else
                           table(chance, folder).encode("utf-8"))


def request(chance):
    """The words of one request, as bytes without blanks."""
    address, name = chance.choice(ADDRESSES), chance.choice(NAMES)
    client = chance.choice([
        address, address, name, f"{name}={address}", f"{name}={address}",
        f"unknown={address}", f"paranoid={address}", "unknown", "paranoid",
    ])
    words = [chance.choice(["sshd", "sshd", "sshd", "ftpd", "s\x01\xff"])]
    if chance.random() < 0.3:
        client = chance.choice(["bob", "eve", "u\xff\x1b"]) + "@" + client
    words.append(client)
    if chance.random() < 0.3:
        words.append("server=" + chance.choice(ADDRESSES + ["192.0.2.1"]))
    if chance.random() < 0.2:
        words.append("server_name=" + chance.choice(NAMES))
    if chance.random() < 0.2:
        words.append("port=" + chance.choice(["22", "65535"]))
    return [word.encode("latin-1") for word in words]
