# hostsaccess: the PAM module, the command, their manuals and their tests.
# GNU make, no configure step.  `make help` lists the targets.  Everything
# that is made lies below $(BUILD); nothing is written beside the sources.

NAME := hostsaccess
VERSION := 0.1.0

# ---- what there is ----

# Wildcards, not lists: to add a file is to add a file, and no merge meets
# another in a list.  What a wildcard takes by mistake is noticed, for `make
# layers` knows every folder and the linker every second main.  Only what has
# an order, or a meaning beside its place, is named: the runners and manuals,
# which `make lists` holds against the tree.

# tests/layers.txt lists the folders of the product from the ground up.  Each
# is an archive; a program is linked with them from the top down.
FOLDERS := $(filter-out cli pam_hostsaccess,$(shell \
	sed -n 's/^ *[0-9][0-9]*  *\([a-z_/]*\).*/\1/p' tests/layers.txt))
reverse = $(if $(1),$(call reverse,$(wordlist 2,$(words $(1)),$(1))) \
	$(firstword $(1)))
sources = $(patsubst %.c,%,$(wildcard $(1:%=%/*.c)))

# Each file below tests/unit is a test program, and so is every other one that
# has a main; what is left are parts of these programs.
TEST_FOLDERS := $(filter-out tests/fuzz,$(patsubst %/,%,$(sort \
	$(dir $(wildcard tests/*/*.c)))))
UNITS := $(patsubst %.c,%,$(shell find tests/unit -name '*.c' | sort))
FUZZERS := $(patsubst %.c,%,$(wildcard tests/fuzz/*.c))
TOOLS := $(patsubst %.c,%,$(shell grep -lx 'main(.*)' \
	$(TEST_FOLDERS:%=%/*.c) 2>/dev/null))
# libpam loads these.
TEST_MODULES := $(call sources,tests/pam/modules)
# They need libwrap, which not every distribution has.
WRAP_TOOLS := tests/oracle/oracle
WRAP_PARTS := tests/oracle/wrap

MANUALS := pam_hostsaccess.8 hostsaccess.1 hostsaccess.5 hostsaccess_diag.7 \
	hostsaccess-lookup.8

# Other names of the command, each with a manual in section 8.  Debian's tcpd
# owns them, so only install-compat installs them.
COMPAT := tcpdmatch tcpdchk

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
	dns=tests/dns.sh \
	rule_commands=tests/rule_commands.sh \
	module_vs_command=tests/module_vs_command.sh \
	fast_vs_plain=tests/fast_vs_plain.sh \
	sshd=tests/sshd.sh \
	hostile=tests/hostile.sh \
	tcpdmatch=tests/tcpdmatch.sh \
	json=tests/json.sh \
	check=tests/check.sh \
	changes=tests/changes.sh \
	fix=tests/fix.sh \
	reports=tests/reports.sh \
	conf=tests/conf.sh \
	commit=tests/commit.sh \
	status=tests/status.sh \
	index=tests/index.sh \
	edit=tests/edit.sh \
	confirm=tests/confirm.sh \
	replay=tests/replay.sh \
	install=tests/install.sh

# They are started first: what is soon known, then those that take longest.
FIRST := house unit dns check sshd oracle reports verdicts json rule_commands

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
ELF_CFLAGS = $(call pkg,ELF_CFLAGS,--cflags libelf)
ELF_LIBS = $(call pkg,ELF_LIBS,--libs libelf,-lelf)
ZLIB_CFLAGS = $(call pkg,ZLIB_CFLAGS,--cflags zlib)
ZLIB_LIBS = $(call pkg,ZLIB_LIBS,--libs zlib,-lz)
ZSTD_CFLAGS = $(call pkg,ZSTD_CFLAGS,--cflags libzstd)
ZSTD_LIBS = $(call pkg,ZSTD_LIBS,--libs libzstd,-lzstd)
CHECK_CFLAGS = $(call pkg,CHECK_CFLAGS,--cflags check)
CHECK_LIBS = $(call pkg,CHECK_LIBS,--libs check,\
	-lcheck -lsubunit -lrt -lm -pthread)

# What the command needs, and the module does not.
CLI_CFLAGS = $(JANSSON_CFLAGS) $(ELF_CFLAGS) $(ZLIB_CFLAGS) $(ZSTD_CFLAGS)
CLI_LIBS = $(JANSSON_LIBS) $(ELF_LIBS) $(ZLIB_LIBS) $(ZSTD_LIBS)

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
	-DHA_VERSION='"$(VERSION)"' -iquote . $(FORTIFY) $(CPPFLAGS)
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
UNIT_PROGRAMS := $(UNITS:%=$(BUILD)/%)

object = $(1:%=$(BUILD)/obj/%.o)
archive = $(foreach folder,$(1),$(BUILD)/lib/$(subst /,-,$(folder)).a)
ARCHIVES := $(call archive,$(call reverse,$(FOLDERS)))
# The module knows the commands as little as they know it.
MODULE_ARCHIVES := $(filter-out %/common-libwrap.a,$(filter \
	$(BUILD)/lib/common-%,$(ARCHIVES)))
PATH_SOURCE := common/lookup/path

.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:
.PHONY: all check check-programs test demo deps install install-compat \
	uninstall asan valgrind analyze analyze-build bench cover fuzz fuzz-run kills \
	layers lists symbols headers format-check format man-check dist \
	clean help FORCE

all: $(PAM_SO) $(PROGRAM) $(LOOKUP_PROGRAM) $(INSTALLED_SO) \
    $(INSTALLED_PROGRAM) ## build the module and the command

define make_archive
	@$(say) "  AR    $@"
	@mkdir -p $(@D)
	@rm -f $@
	$(Q)$(AR) rcs $@ $(filter %.o,$^)
endef

define folder_archive
$(call archive,$(1)): $(call object,$(filter-out $(NO_PARTS),\
    $(call sources,$(1)))) Makefile $(BUILD)/listing
	$$(make_archive)
endef
# What is no part of the archive of its folder.
NO_PARTS := $(PATH_SOURCE) $(TOOLS) $(WRAP_PARTS)
$(foreach folder,$(FOLDERS) pam_hostsaccess $(TEST_FOLDERS),$(eval \
	$(call folder_archive,$(folder))))
$(call archive,cli/check/report): $(call object,made/explain_texts)
$(BUILD)/%/path.a: $(BUILD)/%/obj/$(PATH_SOURCE).o
	$(make_archive)

pam_map := pam_hostsaccess/pam_hostsaccess.map
$(PAM_SO): $(BUILD)/tried/path.a
$(INSTALLED_SO): $(BUILD)/installed/path.a
$(PAM_SO) $(INSTALLED_SO): $(call object,$(call sources,pam_hostsaccess)) \
    $(MODULE_ARCHIVES) $(pam_map) Makefile
	@$(say) "  LINK  $@"
	@mkdir -p $(@D)
	$(Q)$(LINK) -shared -Wl,--version-script=$(pam_map) $(ALL_LDFLAGS) \
	    -o $@ $(filter %.o,$^) $(call in_order,$^) $(PAM_LIBS)

# From the top down; what the path is asked by comes before it.
in_order = $(filter-out %/path.a,$(filter %.a,$(1))) $(filter %/path.a,$(1))

# Every other program: objects and archives are its prerequisites and LIBS.
define link_program
	@$(say) "  LINK  $@"
	@mkdir -p $(@D)
	$(Q)$(LINK) -pie $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) \
	    $(call in_order,$^) $(LIBS)
endef

$(PROGRAM) $(INSTALLED_PROGRAM): LIBS = $(CLI_LIBS) -ldl
$(PROGRAM): $(BUILD)/tried/path.a
$(INSTALLED_PROGRAM): $(BUILD)/installed/path.a
$(PROGRAM) $(INSTALLED_PROGRAM): $(call object,cli/main) $(ARCHIVES) Makefile
	$(link_program)

$(LOOKUP_PROGRAM): $(call object,common/lookup/program/main) \
    $(MODULE_ARCHIVES) Makefile
	$(link_program)

$(BUILD)/obj/cli/%.o: PKG_CFLAGS = $(CLI_CFLAGS)
$(BUILD)/obj/tests/unit/%.o: PKG_CFLAGS = $(CHECK_CFLAGS)
$(call object,cli/pam/roles): PKG_CFLAGS += \
	-DCLI_SECUREDIR='"$(SECUREDIR)"'
$(call object,cli/pam/roles): $(BUILD)/securedir
own_user := $(call object,common/lookup/program/own_user)
$(own_user): PKG_CFLAGS = -DHA_LOOKUP_USER='"$(LOOKUP_USER)"' \
	-DHA_LOOKUP_UID=$(LOOKUP_UID)
$(own_user): $(BUILD)/lookup_user

# One command line for all objects: when it changes, they are out of date.
$(BUILD)/obj/%.o: %.c $(BUILD)/flags
	@$(say) "  CC    $<"
	@mkdir -p $(@D)
	$(Q)$(COMPILE) $(PKG_CFLAGS) -MMD -MP -c -o $@ $<

# The manual is the one place where a message is explained.
explain_awk := cli/check/report/explain.awk
$(BUILD)/made/explain_texts.c: man/hostsaccess_diag.7 $(explain_awk)
	@$(say) "  MAKE  $@"
	@mkdir -p $(@D)
	$(Q)awk -f $(explain_awk) $< >$@

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

# An archive is out of date, too, when a file of its folder went away.
$(BUILD)/listing: FORCE
	$(call remember,$(call sources,$(FOLDERS) pam_hostsaccess $(TEST_FOLDERS)))

$(BUILD)/securedir: FORCE
	$(call remember,$(SECUREDIR))

$(BUILD)/lookup_user: FORCE
	$(call remember,$(LOOKUP_USER) $(LOOKUP_UID))

$(BUILD)/tried/path: helper_path = $(abspath $(LOOKUP_PROGRAM))
$(BUILD)/installed/path: helper_path = $(LIBEXECDIR)/$(notdir $(LOOKUP_PROGRAM))
$(BUILD)/%/path: FORCE
	$(call remember,$(helper_path))

$(BUILD)/%/obj/$(PATH_SOURCE).o: $(PATH_SOURCE).c $(BUILD)/%/path \
    $(BUILD)/flags
	@$(say) "  CC    $<"
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -DHA_LOOKUP_HELPER='"$(shell cat $(BUILD)/$*/path)"' \
	    -MMD -MP -c -o $@ $<

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

# ---- test programs ----

# A test replaces a function of the C library by defining __wrap_NAME.
wraps = $(shell nm --defined-only $(1) | \
	sed -n 's/.* T __wrap_/-Wl,--wrap=/p')
TEST_LIBS = -Wl,--as-needed $(CLI_LIBS) $(PAM_LIBS) -ldl -lm
# A unit test is linked with the floors that what it tests may use, and so with
# no more than must be built for it.
archives_of_common := $(filter $(BUILD)/lib/common-%,$(ARCHIVES))
archives_of_support := $(archives_of_common)
archives_of_cli := $(ARCHIVES)
archives_of_pam_hostsaccess := $(call archive,pam_hostsaccess) \
	$(MODULE_ARCHIVES)
# Whose parts the other programs of a folder are made of, beside its own and
# those of tests/support, which serve all.
parts_of_changes := tests/check
parts_of_dns := tests/pam
parts_of_fuzz := tests/fast_vs_plain
parts_of_oracle := tests/verdicts
test_parts = $(call archive,$(filter $(TEST_FOLDERS),tests/$(1)) \
	$(parts_of_$(1)) tests/support)
TEST_ARCHIVES := $(call archive,pam_hostsaccess) $(ARCHIVES) \
	$(BUILD)/tried/path.a

$(UNIT_PROGRAMS): LIBS = $(call wraps,$<) $(CHECK_LIBS) $(TEST_LIBS)
define unit_program
$(BUILD)/$(1): $(BUILD)/obj/$(1).o $(call archive,tests/support) \
    $(archives_of_$(word 3,$(subst /, ,$(1)))) $(BUILD)/tried/path.a Makefile
	$$(link_program)
endef
$(foreach program,$(UNITS),$(eval $(call unit_program,$(program))))

# They load the module, which finds libpam, and what they replace, in them.
$(TOOLS:%=$(BUILD)/%): LIBS = -rdynamic $(PAM_LIBS) $(TEST_LIBS)
$(WRAP_TOOLS:%=$(BUILD)/%): LIBS += -lwrap
$(WRAP_TOOLS:%=$(BUILD)/%): $(call object,$(WRAP_PARTS))
define test_program
$(BUILD)/$(1): $(BUILD)/obj/$(1).o \
    $(call test_parts,$(word 2,$(subst /, ,$(1)))) $(TEST_ARCHIVES) Makefile
	$$(link_program)
endef
$(foreach program,$(TOOLS) $(FUZZERS),$(eval $(call test_program,$(program))))

$(TEST_MODULES:%=$(BUILD)/%.so): $(BUILD)/%.so: $(BUILD)/obj/%.o Makefile
	@$(say) "  LINK  $@"
	@mkdir -p $(@D)
	$(Q)$(LINK) -shared -o $@ $(filter %.o,$^)

# Not every distribution has libwrap; tests/oracle.sh then skips.
have_libwrap = $(call ask,have_libwrap,$(CC) -E -include tcpd.h -x c \
	/dev/null >/dev/null 2>&1 && echo yes)

check-programs: all $(UNIT_PROGRAMS) $(TEST_MODULES:%=$(BUILD)/%.so) \
    $(patsubst %,$(BUILD)/%,$(filter-out $(WRAP_TOOLS),$(TOOLS))) \
    $(call object,$(FUZZERS))
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

test: ## T=match/list, T=check/order:HA301, T=cases/match/rule: one of them
	@$(run_env) tests/support/test.sh '$(T)' $(RUNNERS)

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

bench: ## time decisions and commands on large input; BENCH=quick for less
	@CC='$(CC)' tests/support/deps.sh check
	@$(MAKE) --no-print-directory $(JOBS) all $(BUILD)/tests/bench/decide \
	    $(BUILD)/tests/bench/check $(BUILD)/tests/bench/changes \
	    $(BUILD)/tests/bench/replay
	@$(BUILD)/tests/bench/decide $(PROGRAM) $(PAM_SO) \
	    $(filter quick,$(BENCH))
	@echo
	@$(BUILD)/tests/bench/check $(PROGRAM) $(if $(filter quick,$(BENCH)),1)
	@echo
	@$(BUILD)/tests/bench/changes $(PROGRAM) $(if $(filter quick,$(BENCH)),1)
	@echo
	@$(BUILD)/tests/bench/replay $(PROGRAM) $(if $(filter quick,$(BENCH)),1)

kills: check-programs ## kill install and undo at every system call
	@$(run_env) tests/edit.sh whole

fuzz: ## fuzz each of tests/fuzz for FUZZ_SECONDS
	@tests/support/deps.sh build fuzz
	@$(MAKE) --no-print-directory BUILD=build/fuzz CC=clang \
	    SAN=fuzzer-no-link,address,undefined fuzz-run

fuzz-run: $(FUZZERS:%=$(BUILD)/%)
	@BUILD='$(BUILD)' FUZZ_SECONDS='$(FUZZ_SECONDS)' \
	    tests/support/fuzz.sh $^

$(FUZZERS:%=$(BUILD)/%): LIBS = -fsanitize=fuzzer $(TEST_LIBS)

# ---- small checks: no output is good news ----

ALL_MANUALS := $(MANUALS:%=man/%) $(COMPAT:%=man/%.8)
C_FILES = $(shell find common pam_hostsaccess cli tests -name '*.[ch]' | sort)

layers: $(PROGRAM) $(PAM_SO) ## no file uses what tests/layers.txt forbids
	@tests/support/layers.sh $(BUILD)/obj $(filter-out tests/%,$(C_FILES)) \
	    $(shell find common pam_hostsaccess cli -name '*.def')

lists: ## every runner and every manual is in the lists of this Makefile
	@tests/support/lists.sh $(ALL_MANUALS) \
	    $(foreach runner,$(RUNNERS),$(lastword $(subst =, ,$(runner))))

symbols: $(PAM_SO) ## the archives call, the module exports only what it may
	@tests/support/symbols.sh $< $(filter-out %-program.a,\
	    $(filter-out %/common-libwrap.a,$(filter \
	$(BUILD)/lib/common-%,$(ARCHIVES))))

headers: ## every header compiles alone
	@for h in $(filter %.h,$(C_FILES)); do \
	    printf '#include "%s"\ntypedef int not_empty;\n' "$$h" | \
	    $(filter-out --coverage,$(COMPILE)) $(CLI_CFLAGS) \
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
	    -DHA_VERSION='"$(VERSION)"' -I. \
	    common pam_hostsaccess cli

analyze-build: $(call object,$(filter-out $(PATH_SOURCE),\
	$(call sources,$(FOLDERS) pam_hostsaccess cli)) \
	made/explain_texts)

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
