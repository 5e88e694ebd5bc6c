# hostsaccess: the PAM module, the command, their manuals and their tests.
# GNU make, no configure step.  `make help` lists the targets.  Everything
# that is made lies below $(BUILD); nothing is written beside the sources.

NAME := hostsaccess
VERSION := 0.1.0

# ---- what there is: one word a source file, without its ending ----

INDEX := \
	index_key index_candidates index_layout index_pages \
	index_rows index index_find index_verify index_entries index_collect \
	index_build index_guess

COMMON := \
	span errortext dialect arena strbuf sum clock identity anchors \
	patience sightings sparse source source_open words literal addr \
	wildcard diag percent reader pattern text option \
	request resolver_table plan decision libwrap pattern_needs match_host \
	skim_client skim scan finder rules entries shelf matcher match_file \
	match_list match_rule decide_rule decide compare module_args trust \
	variables $(INDEX)

# What asks the resolver, in a process apart: the part of the callers, which
# is linked into both products, and the program hostsaccess-lookup.
LOOKUP := frame deadline child lookup
HELPER := helper answer own_user

PAM := pam_hostsaccess items keep act banner command environment rate log \
	log_line log_options restraint

CLI := \
	main help grow run options request_args cmd_match tcpdmatch tables \
	lines linecount lineindex record why guess typo notices message \
	escape excerpt json texts out out_text out_libwrap out_line out_trace \
	out_json diff signals lock attributes writefile tcpd tcpdchk elf

CHECK := \
	cmd_check read finding memo suppress pattern_files lint_lines \
	lint_bytes lint_comments lint_returns lint_urls lint_ends lint_faults \
	lint_glued daemons seen lint_daemons lint_clients lint_networks \
	lint_shapes lint_names \
	lint_pattern_files lint_options lint_commands lint_accounts \
	lint_files lint_policy lint_suppressions keep \
	lint_pam lint_pam_chain lint_pam_claims lint_sshd lint_pam_lines order \
	order_pieces order_clients order_facts order_twins order_sweep \
	order_report cells ranges intern fix edits writers catalogue \
	explanation cmd_explain region report report_text report_line \
	report_json report_sarif report_github
CLI += $(CHECK:%=check/%)

STATUS := cmd_status row advice guard libwrap places services sockets \
	print_text print_json

# PAM configurations, for "check --pam" and "status".
CLI_PAM := control dispatch explore files lines machine roles services stack \
	sshd_config version
CLI += $(CLI_PAM:%=pam/%)

CLI += $(STATUS:%=status/%)

CLI_INDEX := cmd_index job files read folder write check remove say settings
CLI += $(CLI_INDEX:%=index/%)

MANUALS := pam_hostsaccess.8 hostsaccess.1 hostsaccess.5 hostsaccess_diag.7 \
	hostsaccess-lookup.8

# C files that are made of others: NAME is $(BUILD)/made/NAME.c.
MADE := explain_texts

# Other names of the command, each with a manual in section 8.  Debian's tcpd
# owns them, so only install-compat installs them.
COMPAT := tcpdmatch tcpdchk

comma := ,

# tests/unit/test_NAME.c, and in unit_NAME everything that it is linked with:
# that line is the true list of what the module depends on.  libs_NAME is for
# what lies outside, as $(PAM_LIBS) or $(JANSSON_LIBS); ldflags_NAME is what
# else the linker is told.
UNITS := \
	span errortext dialect arena strbuf sightings source source_open addr \
	wildcard diag percent reader pattern text option request \
	resolver_table plan decision match_host matcher match_file \
	match_list decide compare findings oom frame own_user child lookup \
	rate environment excerpt report edits diff \
	writefile cells elf run index index_decide index_file index_damage \
	index_parts same quad literal sparse skim skim_client skim_decide \
	scan rules shelf module_args log pam_lines pam_version

source_parts := common/source common/source_open common/sparse \
	common/anchors common/clock common/identity common/patience \
	common/sightings common/sum common/span
index_parts := $(INDEX:%=common/%) common/reader common/words common/pattern \
	common/text common/addr common/wildcard common/arena common/trust \
	$(source_parts)
skim_parts := common/skim common/skim_client common/literal common/scan \
	common/finder common/shelf common/request common/decision common/plan \
	common/variables \
	common/option common/percent $(index_parts)

unit_span := common/span
unit_errortext := common/errortext
unit_dialect := common/dialect
unit_arena := common/arena
unit_strbuf := common/strbuf common/span
unit_source := $(source_parts)
unit_source_open := $(source_parts)
ldflags_source := -Wl,--wrap=read,--wrap=__read_chk
ldflags_source_open := $(addprefix -Wl$(comma)--wrap=,read __read_chk \
	stat64 fstat64 open64 close nanosleep clock_gettime)
unit_sparse := $(source_parts)
unit_sightings := common/sightings common/sum common/span
unit_addr := common/addr common/span
unit_wildcard := common/wildcard common/dialect common/span
unit_diag := common/diag common/errortext $(source_parts) common/strbuf \
	common/span
unit_percent := common/percent common/strbuf common/span
unit_reader := common/reader common/text common/addr common/wildcard \
	$(source_parts) common/arena common/span
unit_pattern := common/pattern common/addr common/wildcard common/span
unit_text := common/text common/addr common/wildcard common/span
unit_option := common/option common/arena common/span
unit_request := common/request common/text common/addr common/wildcard \
	common/arena common/span
unit_resolver_table := common/resolver_table common/addr common/arena \
	common/span
unit_plan := common/plan common/variables common/request common/option \
	common/text common/percent common/addr common/wildcard common/strbuf \
	common/arena common/span
unit_decision := common/decision common/shelf common/plan common/variables \
	common/request common/option common/percent common/strbuf \
	$(index_parts)
unit_match_host := common/match_host common/pattern_needs common/libwrap \
	common/request common/pattern common/text common/addr common/wildcard \
	common/arena common/span
unit_matcher := common/matcher $(skim_parts) common/diag common/errortext \
	common/strbuf
unit_match_file := common/match_file common/entries common/match_host \
	common/pattern_needs common/libwrap $(unit_matcher)
unit_match_list := common/match_list common/reader $(unit_match_file)
unit_decide := $(COMMON:%=common/%)
unit_compare := $(unit_decide)
unit_findings := $(unit_decide)
unit_oom := $(unit_decide)
unit_index := $(index_parts)
unit_index_file := $(index_parts)
unit_index_damage := $(index_parts)
unit_index_parts := $(index_parts)
unit_index_decide := $(unit_decide)
unit_same := $(unit_decide)
unit_skim := common/skim common/skim_client common/literal common/request \
	common/words common/text common/addr common/wildcard common/dialect \
	common/arena $(source_parts)
unit_skim_client := $(unit_skim)
unit_skim_decide := $(unit_decide)
unit_scan := $(addprefix common/, rules entries finder scan skim skim_client \
	literal request) $(index_parts)
unit_rules := $(unit_decide)
unit_shelf := $(unit_decide)
unit_quad := common/addr common/span
unit_literal := common/literal common/addr common/span
unit_frame := common/lookup/frame common/addr common/arena common/span
unit_own_user := common/lookup/own_user common/span
unit_child := common/lookup/child
unit_lookup := $(LOOKUP:%=common/lookup/%) common/addr common/clock \
	common/strbuf common/arena common/span
unit_rate := pam_hostsaccess/rate common/clock common/trust common/span
unit_module_args := common/module_args common/strbuf common/span
unit_log := $(addprefix pam_hostsaccess/, log log_line log_options items \
	restraint) $(unit_decide)
libs_log = $(PAM_LIBS)
unit_environment := pam_hostsaccess/environment common/request \
	common/text common/percent common/addr common/wildcard \
	$(source_parts) common/strbuf common/arena common/span
unit_writefile := cli/writefile cli/attributes cli/lock cli/signals \
	$(source_parts) common/span
unit_cells := cli/check/cells cli/check/ranges cli/grow cli/message \
	cli/escape common/pattern common/addr common/wildcard common/strbuf \
	common/span
unit_edits := $(addprefix cli/check/, edits writers finding suppress) cli/diff \
	cli/grow cli/message cli/escape common/addr common/diag \
	common/errortext $(source_parts) common/strbuf common/arena common/span
unit_diff := cli/diff cli/grow cli/message cli/escape $(source_parts) \
	common/strbuf common/span
unit_run := cli/run common/clock common/strbuf common/span
unit_elf := cli/elf cli/grow cli/message cli/escape common/strbuf \
	common/span
unit_pam_lines := cli/pam/lines cli/message cli/escape common/strbuf \
	common/arena $(source_parts)
unit_pam_version := cli/pam/version common/span
libs_pam_version = -ldl
unit_excerpt := cli/excerpt cli/escape common/strbuf common/span
unit_report := \
	$(addprefix cli/check/, report report_text report_line report_json report_sarif report_github region catalogue explanation finding suppress) \
	cli/excerpt cli/escape cli/grow cli/json cli/linecount cli/lineindex \
	cli/message common/diag common/errortext $(source_parts) \
	common/strbuf common/arena common/span
libs_report = $(JANSSON_LIBS)
ldflags_child := -Wl,--wrap=getrlimit64
ldflags_writefile := -Wl,--wrap=fsync,--wrap=flock
ldflags_report := -Wl,--wrap=realloc,--wrap=cli_no_memory
ldflags_rules := -Wl,--wrap=malloc,--wrap=free
ldflags_sparse := -Wl,--wrap=pread64,--wrap=mmap64 \
	-Wl,--wrap=calloc,--wrap=reallocarray
ldflags_log := -Wl,--wrap=realloc
ldflags_index_file := -Wl,--wrap=pread64
ldflags_index_parts := -Wl,--wrap=malloc,--wrap=calloc,--wrap=reallocarray
ldflags_oom := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc \
	-Wl,--wrap=reallocarray,--wrap=strdup,--wrap=free \
	-Wl,--wrap=mmap64,--wrap=munmap

# Test programs linked with the library, and their further parts.
TOOLS := tests/verdicts/engine tests/verdicts/compare tests/pam/driver \
	tests/pam/ask \
	tests/names/host tests/check/order tests/conf/cut tests/bench/check \
	tests/bench/decide \
	tests/pam/dispatch tests/index/same tests/index/stale \
	tests/index/storm tests/index/limits tests/index/writers
parts_engine := tests/verdicts/row
parts_compare := tests/verdicts/row
parts_driver := $(addprefix tests/pam/, \
	capture expect files process request words)
parts_host := tests/pam/process
# The command itself, but for its main().
parts_dispatch := $(addprefix cli/pam/,control dispatch explore files lines \
	stack version) cli/grow cli/message cli/escape tests/oracle/chance
parts_check := tests/oracle/chance $(addprefix tests/bench/,scratch timing)
# It loads libwrap, where there is one.
parts_decide := tests/oracle/chance tests/oracle/silence \
	$(addprefix tests/bench/,batch contender decisions generate indexes machine memory module scratch timing)
parts_order := $(filter-out cli/main,$(CLI:%=cli/%)) $(MADE:%=made/%) \
	tests/oracle/chance
parts_same := tests/oracle/chance $(addprefix tests/index/,same_record \
	same_request same_tables same_ways same_words)
parts_stale := tests/index/files
parts_limits := tests/index/files
parts_storm := tests/index/files tests/oracle/chance
parts_writers := tests/index/files tests/oracle/chance
# The same with the real libwrap, where there is one.
WRAP_TOOLS := tests/oracle/oracle
parts_oracle := tests/verdicts/row $(addprefix tests/oracle/, \
	chance generate generate_host generate_options random rows shrink \
	silence sketch wild wrap)
libraries_order = $(call path_object,tried) $(LOOKUP_LIBRARY)
# Modules that these programs have libpam load.
TEST_MODULES := tests/pam/told tests/pam/cancelled
PARTS := $(sort $(parts_engine) $(parts_compare) $(parts_driver) \
	$(parts_host) $(parts_decide) $(parts_same) $(parts_storm) \
	$(parts_oracle))

# What `make check` runs, some at the same time, and tells of in this order.  A
# runner that is not there fails.
RUNNERS := \
	house=tests/support/house.sh \
	unit=tests/support/unit.sh \
	cases=tests/support/cases.sh \
	verdicts=tests/verdicts.sh \
	oracle=tests/oracle.sh \
	module=tests/module.sh \
	pam_stacks=tests/pam_stacks.sh \
	names=tests/names.sh \
	commands=tests/commands.sh \
	agree=tests/agree.sh \
	same=tests/same.sh \
	sshd=tests/sshd.sh \
	hostile=tests/hostile.sh \
	tcpdmatch=tests/tcpdmatch.sh \
	json=tests/json.sh \
	check=tests/check.sh \
	fix=tests/fix.sh \
	reports=tests/reports.sh \
	conf=tests/conf.sh \
	status=tests/status.sh \
	index=tests/index.sh \
	install=tests/install.sh

# They are started first: what is soon known, then those that take longest.
FIRST := house unit names check sshd oracle reports verdicts json commands

# ---- what may be set from outside ----

BUILD ?= build
PREFIX ?= /usr/local
DESTDIR ?=
PKG_CONFIG ?= pkg-config
FUZZ_SECONDS ?= 30

# Asked only when needed: a bare system has neither compiler nor pkg-config
# yet when this file is read.  Each answer then replaces its question.
ask = $(eval $(1) := $$(shell $(2)))$($(1))
pkg = $(call ask,$(1),$(PKG_CONFIG) $(2) 2>/dev/null || echo '$(3)')

PAM_LIBS = $(call pkg,PAM_LIBS,--libs pam,-lpam)
JANSSON_CFLAGS = $(call pkg,JANSSON_CFLAGS,--cflags jansson)
JANSSON_LIBS = $(call pkg,JANSSON_LIBS,--libs jansson,-ljansson)
CHECK_CFLAGS = $(call pkg,CHECK_CFLAGS,--cflags check)
CHECK_LIBS = $(call pkg,CHECK_LIBS,--libs check,\
	-lcheck -lsubunit -lrt -lm -pthread)

# Where PAM looks for modules.  Debian's pam.pc does not tell.
SECUREDIR ?= $(or $(shell $(PKG_CONFIG) --variable=securedir pam \
	2>/dev/null),$(firstword $(wildcard $(multiarch:%=/lib/%/security) \
	/usr/lib64/security)),/lib/security)
multiarch = $(call ask,multiarch,\
	{ $(CC) -print-multiarch || gcc -print-multiarch; } 2>/dev/null)

LIBEXECDIR ?= $(PREFIX)/libexec

# As whom names are looked up: an account of its own, if there is one, and
# otherwise this number.  systemd leaves 65520 to 65533 unused, and Debian
# reserves what is there; people's accounts and subordinate ids lie elsewhere,
# and a container with 65,536 ids has it.  Some containers' own users are 65532
# and 65533.
LOOKUP_USER ?= hostsaccess
LOOKUP_UID ?= 65521
bindir = $(DESTDIR)$(PREFIX)/bin
libexecdir = $(DESTDIR)$(LIBEXECDIR)
mandir = $(DESTDIR)$(PREFIX)/share/man
docdir = $(DESTDIR)$(PREFIX)/share/doc/$(NAME)
securedir = $(DESTDIR)$(SECUREDIR)

# ---- flags ----

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion \
	-Wsign-conversion -Wcast-qual -Wcast-align -Wpointer-arith \
	-Wwrite-strings -Wundef -Wvla -Wstrict-prototypes \
	-Wmissing-prototypes -Wold-style-definition -Wformat=2 \
	-Wnull-dereference -Wimplicit-fallthrough -Wswitch-enum

# SAN and COVER are set by the targets asan, fuzz and cover, each in a build
# directory of its own.
MODE := $(if $(SAN),-O1 -g -fno-omit-frame-pointer -fsanitize=$(SAN) \
	-fno-sanitize-recover=undefined,$(if $(COVER),-O0 -g --coverage,-O2 -g))

# Not every compiler knows these on every processor, and some only warn.
try = $(shell $(CC) -Werror $(1) -fsyntax-only -x c /dev/null \
	2>/dev/null && echo '$(1)')
TRIED = $(eval TRIED := $$(call try,-fstack-clash-protection) \
	$$(call try,-fcf-protection))$(TRIED)

# glibc's checked functions need optimisation, hide errors from the
# sanitizers, and may be chosen by the user.
optimised = $(filter-out -O0,$(lastword $(filter -O%,$(MODE) $(CFLAGS))))
chosen = $(or $(findstring -fsanitize,$(MODE) $(CFLAGS)),\
	$(findstring _FORTIFY_SOURCE,$(CFLAGS) $(CPPFLAGS)))
FORTIFY = $(if $(optimised),$(if $(chosen),,-U_FORTIFY_SOURCE \
	-D_FORTIFY_SOURCE=3))

# -iquote, not -I: no header of ours may stand in for one of the system.
ALL_CPPFLAGS = -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 \
	-DHA_VERSION='"$(VERSION)"' -iquote . \
	-iquote common $(FORTIFY) $(CPPFLAGS)
ALL_CFLAGS = -std=c11 -fPIC $(MODE) $(WARNINGS) $(if $(WERROR),-Werror) \
	-fstack-protector-strong $(TRIED) $(CFLAGS)

# With clang the sanitizers' own functions are found in the program only.
ALL_LDFLAGS = -Wl,-z,relro,-z,now $(if $(SAN),,-Wl,-z,defs) $(LDFLAGS)

COMPILE = $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS)
LINK = $(CC) $(ALL_CFLAGS)

# A finding of a sanitizer must not look like status 1, "denied".
ifneq ($(SAN),)
export ASAN_OPTIONS ?= exitcode=99:allocator_may_return_null=1
export UBSAN_OPTIONS ?= exitcode=99:print_stacktrace=1
export LSAN_OPTIONS ?= exitcode=99
endif

# V=1 shows the commands, -s nothing.  The small checks are silent when all is
# well, also about what they must build first.
SILENT := layers lists symbols headers format-check man-check analyze-build
Q := $(if $(V),,@)
talks := $(filter-out $(SILENT),$(or $(MAKECMDGOALS),all))
say := $(if $(or $(V),$(findstring s,$(firstword -$(MAKEFLAGS)))),:,\
	$(if $(talks),echo,:))

# ---- products ----

LIBRARY := $(BUILD)/libhostsaccess.a
LOOKUP_LIBRARY := $(BUILD)/liblookup.a
PAM_SO := $(BUILD)/pam_hostsaccess.so
PROGRAM := $(BUILD)/hostsaccess
# The version of what is said to it, see common/lookup/frame.h.
PROTOCOL := $(shell sed -n 's/^.define HA_PROTOCOL "\(.*\)"$$/\1/p' \
	common/lookup/frame.h)
LOOKUP_PROGRAM := $(BUILD)/hostsaccess-lookup-$(PROTOCOL)
# The module and the command run the look-up program by its full path, so
# those for installing are linked with another path than those for trying.
INSTALLED_SO := $(BUILD)/installed/pam_hostsaccess.so
INSTALLED_PROGRAM := $(BUILD)/installed/hostsaccess
UNIT_PROGRAMS := $(UNITS:%=$(BUILD)/tests/unit/test_%)

object = $(1:%=$(BUILD)/obj/%.o)
SOURCES := $(COMMON:%=common/%) common/lookup/path \
	$(LOOKUP:%=common/lookup/%) $(HELPER:%=common/lookup/%) \
	$(PAM:%=pam_hostsaccess/%) $(CLI:%=cli/%) \
	$(UNITS:%=tests/unit/test_%) $(TOOLS) $(WRAP_TOOLS) $(PARTS) \
	$(TEST_MODULES)
FUZZERS = $(patsubst %.c,%,$(wildcard tests/fuzz/*.c))

.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:
.PHONY: all check check-programs demo deps install install-compat \
	uninstall asan valgrind analyze analyze-build bench cover fuzz fuzz-run \
	layers lists symbols headers format-check format man-check dist \
	clean help FORCE

all: $(PAM_SO) $(PROGRAM) $(LOOKUP_PROGRAM) $(INSTALLED_SO) \
    $(INSTALLED_PROGRAM) ## build the module and the command

$(LIBRARY): $(call object,$(COMMON:%=common/%)) Makefile
$(LOOKUP_LIBRARY): $(call object,$(LOOKUP:%=common/lookup/%)) Makefile
$(LIBRARY) $(LOOKUP_LIBRARY):
	@$(say) "  AR    $@"
	@rm -f $@
	$(Q)$(AR) rcs $@ $(filter %.o,$^)

# The path object comes first in what the products are made of.
path_object = $(BUILD)/$(1)/obj/common/lookup/path.o
LIBRARIES := $(LOOKUP_LIBRARY) $(LIBRARY)

pam_map := pam_hostsaccess/pam_hostsaccess.map
$(PAM_SO): $(call path_object,tried)
$(INSTALLED_SO): $(call path_object,installed)
$(PAM_SO) $(INSTALLED_SO): $(call object,$(PAM:%=pam_hostsaccess/%)) \
    $(LIBRARIES) $(pam_map) Makefile
	@$(say) "  LINK  $@"
	@mkdir -p $(@D)
	$(Q)$(LINK) -shared -Wl,--version-script=$(pam_map) $(ALL_LDFLAGS) \
	    -o $@ $(filter %.o,$^) $(LIBRARIES) $(PAM_LIBS)

# Every other program: objects and libraries are its prerequisites and LIBS.
define link_program
	@$(say) "  LINK  $@"
	@mkdir -p $(@D)
	$(Q)$(LINK) -pie $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) \
	    $(filter %.a,$^) $(LIBS)
endef

$(PROGRAM) $(INSTALLED_PROGRAM): LIBS = $(JANSSON_LIBS) -ldl
$(PROGRAM): $(call path_object,tried)
$(INSTALLED_PROGRAM): $(call path_object,installed)
$(PROGRAM) $(INSTALLED_PROGRAM): $(call object,$(CLI:%=cli/%) \
    $(MADE:%=made/%)) $(LIBRARIES) Makefile
	$(link_program)

$(LOOKUP_PROGRAM): $(call object,$(HELPER:%=common/lookup/%)) $(LIBRARY) \
    Makefile
	$(link_program)

$(call object,$(CLI:%=cli/%)): PKG_CFLAGS = $(JANSSON_CFLAGS)
$(call object,cli/pam/roles): PKG_CFLAGS += \
	-DCLI_SECUREDIR='"$(SECUREDIR)"'
$(call object,cli/pam/roles): $(BUILD)/securedir
$(call object,common/lookup/own_user): PKG_CFLAGS = \
	-DHA_LOOKUP_USER='"$(LOOKUP_USER)"' -DHA_LOOKUP_UID=$(LOOKUP_UID)
$(call object,common/lookup/own_user): $(BUILD)/lookup_user
$(call object,$(UNITS:%=tests/unit/test_%)): PKG_CFLAGS = $(CHECK_CFLAGS)

# One command line for all objects: when it changes, they are out of date.
$(BUILD)/obj/%.o: %.c $(BUILD)/flags
	@$(say) "  CC    $<"
	@mkdir -p $(@D)
	$(Q)$(COMPILE) $(PKG_CFLAGS) -MMD -MP -c -o $@ $<

# The manual is the one place where a message is explained.
$(BUILD)/made/explain_texts.c: man/hostsaccess_diag.7 cli/explain.awk
	@$(say) "  MAKE  $@"
	@mkdir -p $(@D)
	$(Q)awk -f cli/explain.awk $< >$@

$(BUILD)/obj/made/%.o: $(BUILD)/made/%.c $(BUILD)/flags
	@$(say) "  CC    $<"
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

# remember TEXT: the target changes only when the text does.
define remember
	@mkdir -p $(@D)
	@text='$(subst ','\'',$(1))'; printf '%s\n' "$$text" | cmp -s - $@ || \
	    printf '%s\n' "$$text" >$@
endef

$(BUILD)/flags: FORCE
	$(call remember,$(COMPILE))

$(BUILD)/securedir: FORCE
	$(call remember,$(SECUREDIR))

$(BUILD)/lookup_user: FORCE
	$(call remember,$(LOOKUP_USER) $(LOOKUP_UID))

$(BUILD)/tried/path: helper_path = $(abspath $(LOOKUP_PROGRAM))
$(BUILD)/installed/path: helper_path = $(LIBEXECDIR)/$(notdir $(LOOKUP_PROGRAM))
$(BUILD)/%/path: FORCE
	$(call remember,$(helper_path))

$(BUILD)/%/obj/common/lookup/path.o: common/lookup/path.c $(BUILD)/%/path \
    $(BUILD)/flags
	@$(say) "  CC    $<"
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -DHA_LOOKUP_HELPER='"$(shell cat $(BUILD)/$*/path)"' \
	    -MMD -MP -c -o $@ $<

-include $(patsubst %,$(BUILD)/obj/%.d,$(SOURCES) $(FUZZERS) \
	$(MADE:%=made/%))

# ---- test programs ----

define unit_program
$(BUILD)/tests/unit/test_$(1): \
    $(call object,$(sort tests/unit/test_$(1) $(unit_$(1)))) Makefile
	$$(link_program)
$(BUILD)/tests/unit/test_$(1): LIBS = $$(ldflags_$(1)) $$(libs_$(1)) \
    $$(CHECK_LIBS)
endef
$(foreach unit,$(UNITS),$(eval $(call unit_program,$(unit))))

define tool_program
$(BUILD)/$(1): \
    $(call object,$(1) $(parts_$(notdir $(1)))) $(libraries_$(notdir $(1))) \
    $(LIBRARY) Makefile
	$$(link_program)
endef
$(TOOLS:%=$(BUILD)/%): LIBS = -rdynamic $(PAM_LIBS) -ldl
$(BUILD)/tests/check/order: LIBS = $(JANSSON_LIBS) -ldl
$(BUILD)/tests/bench/check: LIBS = -lm
$(BUILD)/tests/pam/dispatch: LIBS = -rdynamic $(PAM_LIBS) -ldl

$(TEST_MODULES:%=$(BUILD)/%.so): $(BUILD)/%.so: $(BUILD)/obj/%.o Makefile
	@$(say) "  LINK  $@"
	@mkdir -p $(@D)
	$(Q)$(LINK) -shared -o $@ $(filter %.o,$^)
$(WRAP_TOOLS:%=$(BUILD)/%): LIBS = -lwrap
$(foreach tool,$(TOOLS) $(WRAP_TOOLS),$(eval $(call tool_program,$(tool))))

# Not every distribution has libwrap; tests/oracle.sh then skips.
have_libwrap = $(call ask,have_libwrap,$(CC) -E -include tcpd.h -x c \
	/dev/null >/dev/null 2>&1 && echo yes)

check-programs: all $(UNIT_PROGRAMS) $(TOOLS:%=$(BUILD)/%) \
    $(TEST_MODULES:%=$(BUILD)/%.so)
check-programs: $(if $(filter check-programs,$(MAKECMDGOALS)),\
	$(if $(have_libwrap),$(WRAP_TOOLS:%=$(BUILD)/%)))

# ---- tests ----

JOBS = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))

# What the runners find in their environment, beside the working directory,
# which is the top of the tree.  CHECK_JOBS says how many run at the same time.
run_env = BUILD='$(abspath $(BUILD))' HOSTSACCESS='$(abspath $(PROGRAM))' \
	MODULE='$(abspath $(PAM_SO))' UNIT_PROGRAMS='$(UNIT_PROGRAMS)' \
	VERSION='$(VERSION)' SAN='$(SAN)' COVER='$(COVER)' CC='$(CC)' \
	MAKE='$(MAKE)' CHECK_FIRST='$(FIRST)'

# No shell may stand between make and what passes an interrupt on.
summary = exec env $(run_env) $(1) tests/support/summary.sh

check: ## run every test; installs what that needs
	@CC='$(CC)' tests/support/deps.sh check
	@$(MAKE) --no-print-directory $(JOBS) check-programs
	@$(call summary) $(RUNNERS)

demo: ## build, then show a refused and an allowed login
	@CC='$(CC)' tests/support/deps.sh demo
	@$(MAKE) --no-print-directory $(JOBS) all $(BUILD)/tests/pam/ask
	@$(run_env) tests/support/demo.sh

deps: ## install what building and testing need, or say how to
	@CC='$(CC)' tests/support/deps.sh check

asan: ## the same tests with address and undefined-behaviour sanitizers
	@$(MAKE) --no-print-directory BUILD=build/asan SAN=address,undefined check

valgrind: ## unit tests and a few requests under valgrind
	@CC='$(CC)' tests/support/deps.sh check valgrind
	@$(MAKE) --no-print-directory $(JOBS) check-programs
	@$(call summary,RUNNER_TIMEOUT=3600) \
	    valgrind=tests/support/valgrind.sh

cover: ## run the tests and say which lines they reach
	@CC='$(CC)' tests/support/deps.sh check cover
	@find build/cover -name '*.gcda' -delete 2>/dev/null || :
	@$(MAKE) --no-print-directory BUILD=build/cover COVER=1 check
	@gcovr --root . --exclude tests/ build/cover

bench: ## time decisions and check on large tables; BENCH=quick for less
	@CC='$(CC)' tests/support/deps.sh check
	@$(MAKE) --no-print-directory $(JOBS) all $(BUILD)/tests/bench/decide \
	    $(BUILD)/tests/bench/check
	@$(BUILD)/tests/bench/decide $(PROGRAM) $(PAM_SO) \
	    $(filter quick,$(BENCH))
	@echo
	@$(BUILD)/tests/bench/check $(PROGRAM) $(if $(filter quick,$(BENCH)),1)

fuzz: ## fuzz each of tests/fuzz for FUZZ_SECONDS
	@tests/support/deps.sh build fuzz
	@$(MAKE) --no-print-directory BUILD=build/fuzz CC=clang \
	    SAN=fuzzer-no-link,address,undefined fuzz-run

fuzz-run: $(FUZZERS:%=$(BUILD)/%)
	@BUILD='$(BUILD)' FUZZ_SECONDS='$(FUZZ_SECONDS)' \
	    tests/support/fuzz.sh $^

$(BUILD)/tests/fuzz/%: $(BUILD)/obj/tests/fuzz/%.o $(LIBRARIES) Makefile
	@$(say) "  LINK  $@"
	@mkdir -p $(@D)
	$(Q)$(LINK) -fsanitize=fuzzer $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) \
	    $(LIBRARIES) $(LIBS)

$(BUILD)/tests/fuzz/elf: $(call object,$(unit_elf))
$(BUILD)/tests/fuzz/same: $(call object,tests/oracle/chance $(addprefix \
	tests/index/same_,record request words))
$(BUILD)/tests/fuzz/check: LIBS = $(JANSSON_LIBS) -ldl
$(BUILD)/tests/fuzz/check: $(call object,$(parts_order)) \
    $(call path_object,tried)

# ---- small checks: no output is good news ----

ALL_MANUALS := $(MANUALS:%=man/%) $(COMPAT:%=man/%.8)
C_FILES = $(shell find common pam_hostsaccess cli tests -name '*.[ch]' | sort)

layers: ## every include is one that tests/layers.txt allows
	@awk -f tests/support/layers.awk tests/layers.txt $(C_FILES) \
	    $(wildcard common/*.def cli/check/*.def)

lists: ## every source file and runner is in the lists of this Makefile
	@tests/support/lists.sh $(SOURCES:%=%.c) $(ALL_MANUALS) \
	    $(foreach runner,$(RUNNERS),$(lastword $(subst =, ,$(runner))))

symbols: $(LIBRARY) $(LOOKUP_LIBRARY) $(PAM_SO) ## the libraries call, the module exports only what it may
	@tests/support/symbols.sh $^

headers: ## every header compiles alone
	@for h in $(filter %.h,$(C_FILES)); do \
	    printf '#include "%s"\ntypedef int not_empty;\n' "$$h" | \
	    $(filter-out --coverage,$(COMPILE)) $(JANSSON_CFLAGS) \
	    -Werror -fsyntax-only -x c - || bad=1; done; test -z "$$bad"

format-check: ## every C file is laid out as .clang-format says
	@tests/support/deps.sh format
	@clang-format --dry-run -Werror $(C_FILES)

format: ## lay them out so
	@tests/support/deps.sh format
	@clang-format -i $(C_FILES)

man-check: $(PROGRAM) ## manuals are well formed, and name what the code knows
	@tests/support/man_check.sh $(PROGRAM) $(ALL_MANUALS)

analyze: ## gcc -fanalyzer and cppcheck
	@tests/support/deps.sh build analyze
	@$(MAKE) --no-print-directory $(JOBS) BUILD=build/analyze CC=gcc WERROR=1 \
	    CFLAGS='$(CFLAGS) -fanalyzer' analyze-build
	@cppcheck --quiet --std=c11 --error-exitcode=1 --inline-suppr \
	    --enable=warning,performance,portability --max-configs=4 \
	    --library=tests/support/cppcheck.cfg \
	    --suppress=missingIncludeSystem -D_GNU_SOURCE \
	    -DHA_VERSION='"$(VERSION)"' -I. -Icommon \
	    common pam_hostsaccess cli

analyze-build: $(call object,$(COMMON:%=common/%) \
	$(LOOKUP:%=common/lookup/%) $(HELPER:%=common/lookup/%) \
	$(PAM:%=pam_hostsaccess/%) $(CLI:%=cli/%) $(MADE:%=made/%))

# ---- for users and packagers ----

install: all ## into DESTDIR, PREFIX, LIBEXECDIR, SECUREDIR; never into /etc
	install -d '$(bindir)' '$(libexecdir)' '$(securedir)'
	install -m 755 $(LOOKUP_PROGRAM) '$(libexecdir)'
	install -m 755 $(INSTALLED_PROGRAM) '$(bindir)'
	install -m 755 $(INSTALLED_SO) '$(securedir)'
	for m in $(MANUALS); do install -D -m 644 "man/$$m" \
	    "$(mandir)/man$${m##*.}/$$m" || exit 1; done
	find conf -type f | while read -r f; do install -D -m 644 "$$f" \
	    "$(docdir)/examples/$${f#conf/}" || exit 1; done

# owned PROGRAM: a link that install-compat made.  Others stay as they are.
owned = [ "$$(readlink "$(bindir)/$(1)")" = $(notdir $(PROGRAM)) ]

install-compat: ## tcpdmatch, tcpdchk as links to it; Debian's tcpd owns both
	install -d '$(bindir)'
	for p in $(COMPAT); do f="$(bindir)/$$p"; \
	    if { [ -e "$$f" ] || [ -L "$$f" ]; } && ! $(call owned,$$p); then \
		echo "$$f is not ours" >&2; exit 1; fi; \
	    ln -sf $(notdir $(PROGRAM)) "$$f" && \
	    install -D -m 644 "man/$$p.8" "$(mandir)/man8/$$p.8" || \
	    exit 1; done

uninstall: ## remove what install and install-compat put there
	for p in $(COMPAT); do if $(call owned,$$p); then \
	    rm -f "$(bindir)/$$p" "$(mandir)/man8/$$p.8"; fi; done
	rm -f '$(bindir)/$(notdir $(PROGRAM))' \
	    '$(libexecdir)/hostsaccess-lookup-'[0-9]* \
	    '$(securedir)/$(notdir $(PAM_SO))'
	for m in $(MANUALS); do rm -f "$(mandir)/man$${m##*.}/$$m"; done
	rm -rf '$(docdir)'

dist: ## a tarball of what is committed
	@mkdir -p $(BUILD)
	git archive --format=tar.gz --prefix=$(NAME)-$(VERSION)/ \
	    -o $(BUILD)/$(NAME)-$(VERSION).tar.gz HEAD

clean: ## remove everything that was made
	rm -rf build $(BUILD)

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | \
	    while IFS='|' read -r t h; do printf '%-14s %s\n' "$$t" "$$h"; done
