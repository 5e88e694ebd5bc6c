#include "cli/pam/services.h"

/* A name that ends in '*' stands for all that begin so. */
static const char *const without_rhost[] = { "atd", "chfn", "chpasswd", "chsh",
	"cron", "crond", "doas", "gdm*", "i3lock", "kde*", "lightdm*", "login",
	"newusers", "passwd", "pkexec", "polkit-1", "runuser", "runuser-l",
	"sddm*", "su", "su-l", "sudo", "sudo-i", "swaylock", "systemd-user",
	"vlock", "xdm", "xscreensaver" };

static const char *const shared[] = { "common-*", "fingerprint-auth*",
	"password-auth*", "postlogin*", "smartcard-auth*", "system-auth*",
	"system-local-login", "system-login", "system-remote-login",
	"system-services", "system-session" };

static const char *const leftovers[] = { "~", ".bak", ".orig", ".old",
	".dpkg-new", ".dpkg-old", ".dpkg-dist", ".dpkg-bak", ".rpmnew",
	".rpmsave", ".rpmorig", ".pacnew", ".pacsave" };

static bool
fits(struct ha_span name, struct ha_span pattern)
{
	if (pattern.len > 0 && pattern.at[pattern.len - 1] == '*')
		return ha_span_starts_fold(name,
		    ha_span_before(pattern, pattern.len - 1));
	return ha_span_equal_fold(name, pattern);
}

static bool
is_among(struct ha_span name, const char *const *patterns, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (fits(name, ha_span_of(patterns[i])))
			return true;
	}
	return false;
}

struct ha_span
cli_pam_service_name(struct ha_span service)
{
	for (size_t i = service.len; i > 0; i--) {
		if (service.at[i - 1] == '/')
			return ha_span_from(service, i);
	}
	return service;
}

bool
cli_pam_is_sshd(struct ha_span name)
{
	return ha_span_starts_fold(name, HA_SPAN("ssh"));
}

bool
cli_pam_has_no_rhost(struct ha_span name)
{
	return is_among(name, without_rhost,
	    sizeof(without_rhost) / sizeof(without_rhost[0]));
}

bool
cli_pam_is_shared(struct ha_span name)
{
	return is_among(name, shared, sizeof(shared) / sizeof(shared[0]));
}

bool
cli_pam_is_leftover(struct ha_span name)
{
	for (size_t i = 0; i < sizeof(leftovers) / sizeof(leftovers[0]); i++) {
		if (ha_span_ends_fold(name, ha_span_of(leftovers[i])))
			return true;
	}
	return name.len > 0 && name.at[0] == '.';
}
