# Pagewire: one page, non-recursive.
#
#   make                     build/release/pagewire and the daemons
#   make check               unit tests        make scenario   whole-system runs
#   make lint                clang-tidy, cppcheck, clang-format, headers alone
#   make fuzz                fuzz targets      make bench      quality and speed
#   make deb                 Debian packages, in build/deb
#   make install             DESTDIR, PREFIX (/usr/local), SYSCONFDIR (/etc)
#
# CC=clang, VARIANT=name, SANITIZE=address,undefined choose the build; each
# combination that you name has its own build/<variant>/.

ifeq ($(origin CC),default)
CC := gcc
endif
PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
SANITIZE ?=
VARIANT ?= $(if $(SANITIZE),sanitize,release)$(if $(findstring clang,$(CC)),-clang)
B := build/$(VARIANT)

PACKAGES := libczmq libzmq libsodium nettle jansson hiredis libmicrohttpd sqlite3 zlib libcurl icu-uc
PKG_CFLAGS := $(shell pkg-config --cflags $(PACKAGES))
PKG_LIBS := $(shell pkg-config --libs $(PACKAGES))

WARNINGS := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla \
    -Wno-missing-field-initializers
OPT ?= -O2 -g
CFLAGS_ALL := -std=c11 -D_GNU_SOURCE -I. -I$B/gen $(OPT) $(WARNINGS) $(PKG_CFLAGS) -ffp-contract=off \
    $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fno-sanitize-recover=undefined) \
    $(if $(FUZZ),-fsanitize=fuzzer-no-link) \
    $(EXTRA_CFLAGS) $(CFLAGS)
LDFLAGS_ALL := $(if $(SANITIZE),-fsanitize=$(SANITIZE)) $(LDFLAGS)
# Only parse --picture draws: programs that do not are not linked with cairo.
LIBS := $(PKG_LIBS) -ldnnl -Wl,--as-needed -lcairo -Wl,--no-as-needed -lm -lpthread

# Every .c of these folders but main.c goes into one library.
LIB_DIRS := services common common/proto common/format common/epaper common/hop common/ledger \
    $(sort $(patsubst %/,%,$(dir $(wildcard services/*/*.c services/*/*/*.c)))) cli
LIB_SRC := $(filter-out %/main.c,$(wildcard $(addsuffix /*.c,$(LIB_DIRS))))
LIB_OBJ := $(LIB_SRC:%.c=$B/obj/%.o)
DAEMONS := $(patsubst services/%/main.c,%,$(wildcard services/*/main.c))
# Programs that read foreign documents in the jail, a folder each; they link what they need
# of the library and of these, and nothing of the rest.
DECODERS := $(patsubst decoders/%/main.c,%,$(wildcard decoders/*/main.c))
DECODER_LIBS_picture := -lpng -ljpeg -ltiff -lopenjp2
DECODER_LIBS_xml := -lxml2
# Vectors of 64 bytes are passed to inlined functions alone: how GCC 4.6 passed them is no matter.
CFLAGS_kernels_portable := -Wno-psabi
CFLAGS_decoders/xml := $(shell pkg-config --cflags libxml-2.0)
CFLAGS_decoders/picture := $(shell pkg-config --cflags libopenjp2)
DECODER_LIBS_pdf := -lmupdf -lmupdf-third -lmujs -lgumbo -lopenjp2 -ljbig2dec -ljpeg -lfreetype -lharfbuzz -lz
PROGRAMS := $(addprefix $B/pagewire-decode-,$(DECODERS)) $(addprefix $B/pagewire-,$(DAEMONS)) $(if $(wildcard cli/main.c),$B/pagewire)

# What the command line says in other languages: po/zh_CN.po.
LANGUAGES := $(patsubst po/%.po,%,$(wildcard po/*.po))
CATALOGUES := $(LANGUAGES:%=$B/locale/%/LC_MESSAGES/pagewire.mo)

TEST_SRC := $(wildcard tests/*/test_*.c tests/*/*/test_*.c)
TESTS := $(TEST_SRC:tests/%.c=$B/tests/%)

FUZZ_SRC := $(wildcard tests/fuzz/fuzz_*.c)
FUZZERS := $(FUZZ_SRC:tests/fuzz/%.c=$B/fuzz/%)

# What lint reads beside the library.
LINT_SRC := $(LIB_SRC) $(wildcard services/*/main.c decoders/*/*.c cli/main.c train/*/*.c)
HEADERS := $(wildcard $(addsuffix /*.h,$(LIB_DIRS)))
SOURCES := $(LIB_SRC) $(wildcard services/*/main.c decoders/*/*.c cli/main.c tests/*/*.c tests/*/*/*.c bench/*.c bench/*/*.c train/*/*.c)

.PHONY: all po po-template po-check deb check tests scenario soak lint lint-format lint-headers lint-includes lint-size lint-docs lint-cppcheck lint-tidy fuzz bench \
    install clean
.SECONDARY:

all: $(PROGRAMS) $B/pagewire.conf.5 $(CATALOGUES)

$B/obj/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(CFLAGS_$(*F)) $(CFLAGS_$(patsubst %/,%,$(dir $*))) -MMD -MP -c -o $@ $<

# The scripts of the ledger become C strings: common/ledger/accept.lua is SCRIPT(accept, "...").
LUA := $(sort $(wildcard common/ledger/*.lua))
$(patsubst %.c,$B/obj/%.o,$(wildcard common/ledger/*.c)): $B/gen/ledger_scripts.h
GENERATED := $B/gen/ledger_scripts.h $B/gen/epaper_style.h $B/gen/phrases.h
$B/gen/ledger_scripts.h: $(LUA) Makefile
	@mkdir -p $(@D)
	for f in $(LUA); do echo "SCRIPT($$(basename $$f .lua),"; \
	    sed 's/[\\"]/\\&/g; s/.*/    "&\\n"/' $$f; echo ')'; done > $@

# The style sheet of the e-paper likewise: lines of "...\n".
$B/obj/common/epaper/style.o: $B/gen/epaper_style.h
$B/gen/epaper_style.h: common/epaper/epaper.css Makefile
	@mkdir -p $(@D)
	sed 's/[\\"]/\\&/g; s/.*/"&\\n"/' $< > $@

# Messages that have values in them, of any catalogue (all have the same): PHRASE("...").
$B/obj/cli/heard.o: $B/gen/phrases.h
$B/gen/phrases.h: po/zh_CN.po Makefile
	@mkdir -p $(@D)
	msgcat --no-wrap $< | sed -n 's/^msgid \("..*%.*"\)$$/PHRASE(\1)/p' > $@

$B/libpagewire.a: $(LIB_OBJ)
	@rm -f $@
	ar rcs $@ $^

$B/pagewire: $B/obj/cli/main.o $B/libpagewire.a
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

$(DECODERS:%=$B/pagewire-decode-%): $B/pagewire-decode-%: $B/libpagewire.a
	$(CC) $(LDFLAGS_ALL) -Wl,--as-needed -o $@ $(filter %.o,$^) $B/libpagewire.a \
	    $(DECODER_LIBS_$*) -lseccomp -lm
$(foreach d,$(DECODERS),$(eval $B/pagewire-decode-$d: \
    $(patsubst %.c,$B/obj/%.o,$(wildcard decoders/$d/*.c))))

$B/pagewire-%: $B/obj/services/%/main.o $B/libpagewire.a
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

$B/tests/%: $B/obj/tests/%.o $B/libpagewire.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS_ALL) -o $@ $^ -lcmocka $(LIBS)

# Fuzz targets link a driver that replays the files it is given, or libFuzzer:
# make CC=clang FUZZ=yes VARIANT=fuzz SANITIZE=address,undefined fuzz
$B/fuzz/%: $B/obj/tests/fuzz/%.o $(if $(FUZZ),,$B/obj/tests/fuzz/replay.o) $B/libpagewire.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS_ALL) $(if $(FUZZ),-fsanitize=fuzzer) -o $@ $^ $(LIBS) $(LIBS_$*)

# A decoder's own code, in a process that its input may not end.
CFLAGS_fuzz_xml := $(CFLAGS_decoders/xml)
LIBS_fuzz_xml := -lxml2
$B/fuzz/fuzz_xml: $(patsubst %.c,$B/obj/%.o,$(filter-out %/main.c,$(wildcard decoders/xml/*.c)))

# Programs that measure: bench/store/search.c is build/release/bench/store/search.
$B/bench/%: $B/obj/bench/%.o $B/libpagewire.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS_ALL) -o $@ $(filter %.o,$^) $B/libpagewire.a $(LIBS)

# Enrich that remembers what the tagger said, for bench/endurance.
$B/bench/remember/enrich: $B/obj/services/enrich/main.o
$B/bench/remember/enrich: private LDFLAGS_ALL += -Wl,--wrap=tagger_run

# What training is fed with: train/segment/dump.c is build/release/train/segment/dump.
$B/train/%: $B/obj/train/%.o $B/libpagewire.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

# Looks at the plan where it is gathered.
$B/train/layout/dump: private LDFLAGS_ALL += -Wl,--wrap=plan_gather

# What tests/decode/test_jail.c locks in.
$B/tests/decode/prisoner: $B/obj/tests/decode/prisoner.o $B/libpagewire.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS_ALL) -Wl,--as-needed -o $@ $^ -lseccomp

$B/locale/%/LC_MESSAGES/pagewire.mo: po/%.po
	@mkdir -p $(@D)
	msgfmt --check -o $@ $<

# Brings the catalogues up to date with the sources; then translate what is new or fuzzy.
po-template: $(GENERATED)
	CC="$(CC)" CFLAGS="$(CFLAGS_ALL)" po/extract >$B/pagewire.pot
po: po-template
	for language in $(LANGUAGES); do msgmerge -q -N --no-location --sort-output --width=100 -U --backup=none \
	    po/$$language.po $B/pagewire.pot || exit 1; done
	CC="$(CC)" CFLAGS="$(CFLAGS_ALL)" po/said >services/gateway/room/said.js
# Whether there is nothing to translate.
po-check: po-template
	for language in $(LANGUAGES); do msgcmp po/$$language.po $B/pagewire.pot || exit 1; done
	CC="$(CC)" CFLAGS="$(CFLAGS_ALL)" po/said | cmp - services/gateway/room/said.js

# The manual of the configuration has the keys as the program has them.
$B/pagewire.conf.5: deploy/pagewire.conf.5 deploy/keys.awk $B/pagewire
	LC_ALL=C.UTF-8 $B/pagewire check-config --keys | awk -f deploy/keys.awk >$B/keys
	sed -e '/@KEYS@/{r $B/keys' -e 'd}' $< >$@

tests: all $(TESTS) $B/tests/decode/prisoner $B/train/segment/dump $B/train/layout/dump

# Unit tests, one summary line at the end: tests/unit runs each and counts.
check: tests
	tests/unit $(B) $(TESTS)

# Whole-system runs: the real daemons, and a second build of them that can be
# made to crash at named points.
scenario: all $(patsubst tests/%.c,$B/tests/%,$(wildcard tests/scenario/*.c))
	$(MAKE) VARIANT=$(VARIANT)-faults EXTRA_CFLAGS="$(EXTRA_CFLAGS) -DPAGEWIRE_FAULTS" all
	PAGEWIRE_BUILD=$(B) PAGEWIRE_FAULTS_BUILD=build/$(VARIANT)-faults tests/scenario/all.sh

# Every row of the table of targets in docs/reliability.md, half an hour: make soak, SEED=7 KILLS=2000 make soak; what it says is in build/soak.
soak: all $(patsubst tests/%.c,$B/tests/%,$(wildcard tests/scenario/*.c))
	$(MAKE) VARIANT=$(VARIANT)-faults EXTRA_CFLAGS="$(EXTRA_CFLAGS) -DPAGEWIRE_FAULTS" all
	SCENARIO_BUILT=yes PAGEWIRE_BUILD=$(B) PAGEWIRE_FAULTS_BUILD=build/$(VARIANT)-faults tests/scenario/soak.sh

fuzz: $(FUZZERS)

# Quality and speed; what each needs and what it prints is at the top of its file.
bench: all
	PAGEWIRE=$B/pagewire bench/segment/run
	PAGEWIRE=$B/pagewire bench/tagger/run
	bench/pipeline

lint: lint-format lint-headers lint-includes lint-size lint-docs lint-cppcheck lint-tidy
lint-format:
	clang-format --dry-run -Werror $(SOURCES) $(HEADERS)
lint-headers: $(GENERATED)
	@for header in $(HEADERS); do \
	    $(CC) $(CFLAGS_ALL) -Wno-unused -x c -fsyntax-only $$header || exit 1; done
# No module needs itself by way of others.
lint-includes:
	tests/lint-includes
# Files and functions are short; what the documents say of the tree is so.
lint-size:
	tests/lint-size
lint-docs:
	tests/lint-docs
lint-cppcheck: $(GENERATED)
	cppcheck -q --std=c11 --enable=warning,performance,portability --error-exitcode=1 \
	    --library=tests/cppcheck.cfg --inline-suppr --suppress=missingIncludeSystem \
	    -D__GNUC__ -I. -I$B/gen $(LINT_SRC)
# All sources, or those that TIDY names.
TIDY ?= $(LINT_SRC)
lint-tidy: $(GENERATED)
	printf '%s\n' $(TIDY) | xargs -P $$(nproc) -n 8 sh -c 'exec clang-tidy -quiet \
	    -warnings-as-errors="*" "$$@" -- $(filter-out -Werror,$(CFLAGS_ALL) $(CFLAGS_decoders/xml) $(CFLAGS_decoders/picture))' sh

# FHS: PREFIX for programs, models, manual, completion, units; SYSCONFDIR for the
# configuration, which is only installed where none is.
SYSCONFDIR ?= /etc
BIN := $(DESTDIR)$(PREFIX)/bin
SHARE := $(DESTDIR)$(PREFIX)/share
ETC := $(DESTDIR)$(SYSCONFDIR)/pagewire
UNITS := $(DESTDIR)$(PREFIX)/lib/systemd/system
install: all
	install -d $(BIN) $(SHARE)/pagewire $(SHARE)/man/man1 $(SHARE)/man/man5 $(SHARE)/doc/pagewire $(UNITS) \
	    $(SHARE)/bash-completion/completions $(DESTDIR)$(PREFIX)/lib/sysusers.d $(ETC)
	install $(PROGRAMS) $(BIN)
	install -m 644 $(wildcard data/*.*) deploy/redis.conf $(SHARE)/pagewire
	install -m 644 services/gateway/openapi.json $(SHARE)/pagewire
	! test -d services/gateway/room || cp -R services/gateway/room $(SHARE)/pagewire/
	install -m 644 deploy/pagewire.1 $(SHARE)/man/man1
	install -m 644 $B/pagewire.conf.5 $(SHARE)/man/man5
	for language in $(LANGUAGES); do install -D -m 644 $B/locale/$$language/LC_MESSAGES/pagewire.mo \
	    $(SHARE)/locale/$$language/LC_MESSAGES/pagewire.mo || exit 1; done
	install -m 644 deploy/pagewire.bash $(SHARE)/bash-completion/completions/pagewire
	install -m 644 $(wildcard *.md LICENSE NOTICE) deploy/pagewire.conf $(SHARE)/doc/pagewire
	install -d $(SHARE)/doc/pagewire/prometheus $(SHARE)/doc/pagewire/docs
	install -m 644 docs/*.md $(SHARE)/doc/pagewire/docs
	install -m 644 deploy/prometheus/*.yml $(SHARE)/doc/pagewire/prometheus
	install -m 644 deploy/systemd/sysusers.conf $(DESTDIR)$(PREFIX)/lib/sysusers.d/pagewire.conf
	for unit in $(notdir $(wildcard deploy/systemd/*.service deploy/systemd/*.target deploy/systemd/*.timer)); do \
	    sed 's|@PREFIX@|$(PREFIX)|g; s|@SYSCONFDIR@|$(SYSCONFDIR)|g' deploy/systemd/$$unit \
	    >$(UNITS)/$$unit || exit 1; done
	test -e $(ETC)/pagewire.conf || install -m 644 deploy/pagewire.conf $(ETC)

# Debian packages in build/deb, from a copy of the sources without what was built.  tests/deb
# tries them in a bare Debian 12, tests/booted on one that boots.
deb:
	rm -rf build/deb/pagewire build/deb/*.deb
	mkdir -p build/deb/pagewire
	tar -c --exclude=./build --exclude=./.git --exclude=__pycache__ . | tar -x -C build/deb/pagewire
	cd build/deb/pagewire && dpkg-buildpackage -b -us -uc
	rm -rf build/deb/pagewire
	if command -v lintian >/dev/null; then lintian --fail-on error,warning build/deb/pagewire_*.changes; fi

clean:
	rm -rf build

-include $(LIB_OBJ:.o=.d) $(wildcard $B/obj/decoders/*/*.d) $(wildcard $B/obj/*/main.d $B/obj/services/*/main.d \
    $B/obj/tests/*/*.d $B/obj/tests/*/*/*.d $B/obj/bench/*/*.d $B/obj/bench/*.d $B/obj/train/*/*.d)
