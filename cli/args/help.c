#include "cli/args/help.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "cli/io/message.h"

static const char general[] =
    "usage: hostsaccess COMMAND [OPTION]... [ARGUMENT]...\n"
    "\n"
    "  match SERVICE CLIENT   would this client be allowed, and why\n"
    "  check [FILE]...        what is wrong with the rules, and how to repair "
    "it\n"
    "  explain HAnnn          what a message of check means\n"
    "  status [NAME]...       which services read the rules, and through what\n"
    "  index [FILE]...        make indexes of large tables and pattern files\n"
    "  help [COMMAND]         this text, or that of a command\n"
    "\n"
    "  -h, --help             the same\n"
    "  -V, --version          show the version\n"
    "\n"
    "Example: hostsaccess match sshd 203.0.113.9\n";

static const char match[] =
    "usage: hostsaccess match [OPTION]... SERVICE CLIENT [KEY=VALUE]...\n"
    "       hostsaccess match [OPTION]... --batch [FILE]\n"
    "\n"
    "Says whether hosts.allow and hosts.deny let the client use the service,\n"
    "and which rule decides.  CLIENT is [USER@]HOST, where HOST is an "
    "address,\n"
    "NAME=ADDRESS, a name, unknown or paranoid.  Keys: user, server,\n"
    "server_name, port.\n"
    "\n"
    "  -d, --dir DIR          DIR/hosts.allow and DIR/hosts.deny\n"
    "      --allow FILE       this table; the other one stays as it is\n"
    "      --deny FILE        this table; the other one stays as it is\n"
    "      --format FMT       text (default), line or json\n"
    "      --color WHEN       auto (default), always or never\n"
    "      --no-lookup        look up no name, address or netgroup\n"
    "      --timeout SEC      for all look-ups of one request, 1 to 30\n"
    "      --aclexec RESULT   assume that its commands pass, or fail\n"
    "      --batch            a request a line, from FILE or standard input\n"
    "      --compare-libwrap  add what libwrap would say, and why it differs\n"
    "      --trace[=all]      add every rule that was tried\n"
    "  -q, --quiet            the exit status only\n"
    "  -h, --help             show this text\n"
    "  -V, --version          show the version\n"
    "\n"
    "Exit status: 0 allowed, 1 denied, 2 cannot tell, 64 wrong use, 74 a file\n"
    "that was named could not be read.\n"
    "\n"
    "Example: hostsaccess match -d ./new sshd "
    "root@gate.example.com=192.0.2.7\n";

static const char check[] =
    "usage: hostsaccess check [OPTION]... [FILE]...\n"
    "\n"
    "Finds mistakes in hosts.allow and hosts.deny, or in the FILEs: one whose\n"
    "name ends in .deny is a deny table, any other an allow table.\n"
    "\n"
    "  -d, --dir DIR          DIR/hosts.allow and DIR/hosts.deny\n"
    "      --allow FILE       this table; the other one stays as it is\n"
    "      --deny FILE        this table; the other one stays as it is\n"
    "      --as KIND          take each FILE as an allow or a deny table\n"
    "      --format FMT       text (default), line, json, sarif or github\n"
    "      --color WHEN       auto (default), always or never\n"
    "      --level LEVEL      what counts for the exit status: error, warning\n"
    "                         (default) or note\n"
    "      --strict           the same as --level note\n"
    "      --select CODE,...  only these messages; HA3 is all that begin so\n"
    "      --ignore CODE,...  all but these\n"
    "      --keep SERVICE:CLIENT\n"
    "                         this request must be allowed\n"
    "      --no-keep-me       do not keep the client of SSH_CONNECTION\n"
    "      --pam SERVICE|FILE judge this PAM configuration, too\n"
    "      --pam-dir DIR      where it lies, instead of /etc/pam.d\n"
    "      --pam-version VER  read it as this libpam, such as 1.5 or 1.7\n"
    "      --sshd-config FILE the settings of sshd, for --pam sshd\n"
    "      --fix              write the safe repairs into the files\n"
    "      --diff             show what --fix would change, write nothing\n"
    "      --no-lookup        look up no name, address or netgroup\n"
    "      --timeout SEC      for all look-ups together, 1 to 30\n"
    "  -q, --quiet            the exit status only\n"
    "  -h, --help             show this text\n"
    "  -V, --version          show the version\n"
    "\n"
    "Exit status: 0 nothing found, 1 something found at the level, 64 wrong\n"
    "use, 74 a file could not be read or written.\n"
    "\n"
    "Example: hostsaccess check --keep sshd:192.0.2.33 -d ./new\n";

static const char explain[] =
    "usage: hostsaccess explain HAnnn...\n"
    "       hostsaccess explain --list\n"
    "\n"
    "Prints what the manual, hostsaccess_diag(7), says of a message, or the "
    "list\n"
    "of all messages.  HA201 may also be written as 201.\n"
    "\n"
    "      --list             all numbers, their levels and texts\n"
    "  -h, --help             show this text\n"
    "  -V, --version          show the version\n"
    "\n"
    "Exit status: 0 printed, 64 wrong use, 74 it could not be written.\n"
    "\n"
    "Example: hostsaccess explain HA210\n";

static const char status[] =
    "usage: hostsaccess status [OPTION]... [SERVICE|PROGRAM]...\n"
    "\n"
    "Says which services read hosts.allow and hosts.deny: through the module\n"
    "pam_hostsaccess.so, or through libwrap.  SERVICE is a PAM service, "
    "PROGRAM\n"
    "a path with a '/'; without them, all PAM services and all programs that\n"
    "wait for TCP connections.  No program is run.\n"
    "\n"
    "      --pam-dir DIR      PAM services of DIR instead of /etc/pam.d\n"
    "      --pam-version VER  read them as this libpam, such as 1.5 or 1.7\n"
    "      --format FMT       text (default) or json\n"
    "      --color WHEN       auto (default), always or never\n"
    "  -q, --quiet            the exit status only\n"
    "  -h, --help             show this text\n"
    "  -V, --version          show the version\n"
    "\n"
    "Exit status: 0 all that were named are guarded, or none was named; 1 one\n"
    "is not, 64 wrong use, 74 a file that was named could not be read.\n"
    "\n"
    "Example: hostsaccess status sshd\n";

static const char indexes[] =
    "usage: hostsaccess index [OPTION]... [FILE]...\n"
    "\n"
    "Makes indexes of large tables and pattern files, so that the module "
    "reads\n"
    "only what can concern a client.  Without a FILE: of both tables and of "
    "the\n"
    "pattern files that they name, where an index is of use.  An old index is\n"
    "never used, and none is ever needed: they can be deleted at any time.\n"
    "\n"
    "      --check            say whether they are there and up to date\n"
    "      --remove           remove them\n"
    "      --index-dir DIR    in DIR instead of /var/cache/hostsaccess\n"
    "      --as KIND          take each FILE as a table, or as words: a "
    "pattern\n"
    "                         file; else it is what it looks like\n"
    "  -d, --dir DIR          DIR/hosts.allow and DIR/hosts.deny\n"
    "      --allow FILE       this table; the other one stays as it is\n"
    "      --deny FILE        this table; the other one stays as it is\n"
    "  -q, --quiet            the exit status only\n"
    "  -h, --help             show this text\n"
    "  -V, --version          show the version\n"
    "\n"
    "Exit status: 0 done, or all are good; 1 one that was checked is missing, "
    "old,\n"
    "damaged or not to be trusted; 64 wrong use; 74 a file could not be read, "
    "or\n"
    "an index could not be written or removed.\n"
    "\n"
    "Example: hostsaccess index --check\n";

int
cli_help(const char *command)
{
	if (command != NULL && strcmp(command, "match") == 0)
		fputs(match, stdout);
	else if (command != NULL && strcmp(command, "check") == 0)
		fputs(check, stdout);
	else if (command != NULL && strcmp(command, "explain") == 0)
		fputs(explain, stdout);
	else if (command != NULL && strcmp(command, "status") == 0)
		fputs(status, stdout);
	else if (command != NULL && strcmp(command, "index") == 0)
		fputs(indexes, stdout);
	else if (command == NULL || strcmp(command, "help") == 0)
		fputs(general, stdout);
	else
		return cli_usage(NULL, "there is no command '%1'",
		    ha_span_of(command), HA_SPAN_EMPTY);
	return EX_OK;
}

int
cli_version(void)
{
	puts("hostsaccess " HA_VERSION);
	return EX_OK;
}
