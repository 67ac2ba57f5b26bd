# Pagewire: one page, non-recursive.
#
#   make                     build/release/pagewire and the daemons
#   make check               unit tests        make scenario   whole-system runs
#   make lint                clang-tidy, cppcheck, clang-format, headers alone
#   make fuzz                fuzz targets      make bench      quality and speed
#   make install             DESTDIR, PREFIX (default /usr/local)
#
# CC=clang, VARIANT=name, SANITIZE=address,undefined choose the build; each
# combination that you name has its own build/<variant>/.

CC ?= gcc
PREFIX ?= /usr/local
SANITIZE ?=
VARIANT ?= $(if $(SANITIZE),sanitize,release)$(if $(findstring clang,$(CC)),-clang)
B := build/$(VARIANT)

PACKAGES := libczmq libzmq libsodium jansson hiredis libmicrohttpd sqlite3 icu-uc icu-i18n
PKG_CFLAGS := $(shell pkg-config --cflags $(PACKAGES))
PKG_LIBS := $(shell pkg-config --libs $(PACKAGES))

WARNINGS := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla
OPT ?= -O2 -g
CFLAGS_ALL := -std=c11 -D_GNU_SOURCE -I. $(OPT) $(WARNINGS) $(PKG_CFLAGS) -ffp-contract=off \
    $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fno-sanitize-recover=undefined) \
    $(EXTRA_CFLAGS) $(CFLAGS)
LDFLAGS_ALL := $(if $(SANITIZE),-fsanitize=$(SANITIZE)) $(LDFLAGS)
LIBS := $(PKG_LIBS) -ldnnl -lm -lpthread

# Every .c of these folders but main.c goes into one library.
LIB_DIRS := common common/proto services/ingest services/segment services/enrich services/store cli
LIB_SRC := $(filter-out %/main.c,$(wildcard $(addsuffix /*.c,$(LIB_DIRS))))
LIB_OBJ := $(LIB_SRC:%.c=$B/obj/%.o)
DAEMONS := $(patsubst services/%/main.c,%,$(wildcard services/*/main.c))
PROGRAMS := $(addprefix $B/pagewire-,$(DAEMONS)) $(if $(wildcard cli/main.c),$B/pagewire)

TEST_SRC := $(wildcard tests/common/test_*.c tests/common/proto/test_*.c tests/ingest/test_*.c \
    tests/segment/test_*.c tests/enrich/test_*.c tests/store/test_*.c tests/cli/test_*.c)
TESTS := $(TEST_SRC:tests/%.c=$B/tests/%)

FUZZ_SRC := $(wildcard tests/fuzz/fuzz_*.c)
FUZZERS := $(FUZZ_SRC:tests/fuzz/%.c=$B/fuzz/%)

HEADERS := $(wildcard $(addsuffix /*.h,$(LIB_DIRS)))

.PHONY: all check tests scenario lint fuzz bench install clean
.SECONDARY:

all: $(PROGRAMS)

$B/obj/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(CFLAGS_$(*F)) -MMD -MP -c -o $@ $<

$B/libpagewire.a: $(LIB_OBJ)
	@rm -f $@
	ar rcs $@ $^

$B/pagewire: $B/obj/cli/main.o $B/libpagewire.a
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

$B/pagewire-%: $B/obj/services/%/main.o $B/libpagewire.a
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

$B/tests/%: $B/obj/tests/%.o $B/libpagewire.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS_ALL) -o $@ $^ -lcmocka $(LIBS)

# Fuzz targets link libFuzzer under clang (make CC=clang fuzz), else a driver
# that replays the files it is given.
$B/fuzz/%: $B/obj/tests/fuzz/%.o $(if $(findstring clang,$(CC)),,$B/obj/tests/fuzz/replay.o) $B/libpagewire.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS_ALL) $(if $(findstring clang,$(CC)),-fsanitize=fuzzer) -o $@ $^ $(LIBS)

tests: all $(TESTS)

# Unit tests, one summary line at the end: tests/unit runs each and counts.
check: tests
	tests/unit $(B) $(TESTS)

fuzz: $(FUZZERS)

clean:
	rm -rf build

-include $(LIB_OBJ:.o=.d) $(wildcard $B/obj/*/main.d $B/obj/services/*/main.d $B/obj/tests/*/*.d)
