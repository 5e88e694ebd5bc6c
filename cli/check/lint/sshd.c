#include <stdlib.h>
#include <unistd.h>

#include "cli/check/lint/pam_case.h"
#include "cli/io/message.h"
#include "cli/pam/sshd_config.h"
#include "cli/sys/elf.h"
#include "cli/sys/libwrap.h"
#include "common/language/text.h"

#define CONFIG "/etc/ssh/sshd_config"

static const char *const programs[] = { "/usr/sbin/sshd", "/usr/bin/sshd",
	"/usr/local/sbin/sshd" };

/* NULL: there is none. */
static const char *
find_sshd(void)
{
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		if (access(programs[i], X_OK) == 0)
			return programs[i];
	}
	return NULL;
}

/* At the setting, or at the file where it is missing. */
static struct cli_finding *
find_setting(struct cli_check *check, enum ha_code code,
    const struct cli_sshd_setting *setting, const char *path)
{
	struct cli_findings *findings = &check->findings;

	return setting->where.source != NULL
	    ? cli_find(findings, code, setting->where)
	    : cli_find_file(findings, code, path);
}

static bool
is_yes(const struct cli_sshd_setting *setting)
{
	return ha_span_equal_fold(setting->value, HA_SPAN("yes"));
}

static void
find_unread(struct cli_check *check, const char *path)
{
	cli_find_file(&check->findings, HA_CODE_SSHD_UNREAD, path)->args[0] =
	    ha_span_of(path);
}

static void
lint_settings(struct cli_check *check, const struct cli_sshd_config *config,
    const char *path)
{
	const struct cli_sshd_setting *service = &config->service;

	if (config->unread != NULL)
		find_unread(check, config->unread);
	/* What was not read may say yes. */
	if (!is_yes(&config->use_pam) &&
	    (config->use_pam.where.source != NULL || config->unread == NULL))
		find_setting(check, HA_CODE_SSHD_NO_PAM, &config->use_pam,
		    path);
	if (service->value.len > 0 &&
	    !ha_span_equal(service->value, HA_SPAN("sshd"))) {
		struct cli_finding *finding =
		    find_setting(check, HA_CODE_SSHD_SERVICE, service, path);

		finding->args[0] = service->value;
		finding->args[1] = HA_SPAN("sshd");
	}
	if (is_yes(&config->use_dns))
		find_setting(check, HA_CODE_SSHD_USES_DNS, &config->use_dns,
		    path);
}

static void
lint_libwrap(struct cli_check *check, const char *program)
{
	struct cli_places places = { NULL, 0, 0 };
	struct cli_libwrap_answer answer;
	struct ha_arena *arena = &check->findings.arena;

	cli_places_read(&places, arena);
	cli_libwrap_ask(program, &places, arena, &answer);
	free(places.list);
	if (answer.is == CLI_LIBWRAP_YES)
		cli_find_file(&check->findings, HA_CODE_SSHD_LIBWRAP, program)
		    ->args[0] = ha_span_of(program);
}

/* ---- rules by the server ---- */

/* Does it leave SSH_CONNECTION out where keyboard-interactive is used? */
static bool
tells_no_server(const char *program)
{
	static const char *const versions[] = { "OpenSSH_10.1p",
		"OpenSSH_10.2p" };
	struct cli_elf_file file;
	bool is_one = false;
	int error;

	if (!cli_elf_file_open(program, &file, &error))
		return false;
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++)
		is_one = is_one ||
		    cli_elf_file_holds(&file, ha_span_of(versions[i])) ==
			HA_MATCH_YES;
	cli_elf_file_close(&file);
	return is_one;
}

/* "sshd@192.0.2.1", or a port. */
static bool
needs_server(struct ha_span token)
{
	struct ha_span name, server;
	unsigned port;

	if (ha_text_split(token, &name, &server))
		return ha_text_match(name, HA_SPAN("sshd")) ||
		    ha_text_is_port(name, &port);
	return ha_text_is_port(token, &port);
}

static void
lint_servers_of(struct cli_check *check, struct ha_rule *rule)
{
	struct ha_list list = ha_list_of(rule->daemons);
	struct ha_token token;

	while (ha_list_next(&list, &token)) {
		if (!needs_server(token.text))
			continue;
		cli_find(&check->findings, HA_CODE_SSHD_NO_SERVER,
		    ha_rule_locate(rule, token.text));
		return;
	}
}

static void
lint_servers(struct cli_check *check, const struct cli_table *table)
{
	struct ha_reader reader;
	struct ha_rule rule;

	ha_reader_init(&reader, table->source, HA_LINES_OWN);
	while (cli_next_rule(&reader, &rule)) {
		if (rule.daemons_readable)
			lint_servers_of(check, &rule);
	}
	ha_reader_free(&reader);
}

static void
lint_program(struct cli_check *check, const char *program)
{
	lint_libwrap(check, program);
	if (!tells_no_server(program))
		return;
	for (size_t i = 0; i < check->ntables; i++) {
		if (check->tables[i].source != NULL &&
		    !check->tables[i].is_template)
			lint_servers(check, &check->tables[i]);
	}
}

/* As root sshd itself tells what it reads; else its file does, nearly. */
static bool
read_own(struct cli_check *check, const char *program,
    struct cli_sshd_config *config)
{
	if (program != NULL && geteuid() == 0 &&
	    cli_sshd_config_ask(&check->pam, program, config))
		return true;
	return cli_sshd_config_read(&check->pam, CONFIG, config);
}

bool
cli_lint_sshd(struct cli_check *check)
{
	const char *path = check->options->sshd_config;
	const char *program = find_sshd();
	struct cli_sshd_config config;

	if (path != NULL) {
		if (!cli_sshd_config_read(&check->pam, path, &config)) {
			cli_complain("check", "%1: cannot be read",
			    ha_span_of(path), HA_SPAN_EMPTY);
			return false;
		}
		lint_settings(check, &config, path);
		return true;
	}
	/* What is not deployed yet may be for another machine. */
	if (check->options->pam.dir != NULL || check->options->for_another_host)
		return true;
	if (read_own(check, program, &config))
		lint_settings(check, &config, CONFIG);
	else if (program != NULL || access(CONFIG, F_OK) == 0)
		find_unread(check, CONFIG);
	if (program != NULL)
		lint_program(check, program);
	return true;
}
