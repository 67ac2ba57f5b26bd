/* What may be configured in the section "store". */
#include "common/config.h"

static const struct setting options[] = {
    { "upstream", OPTION_LIST, "tcp://127.0.0.1:7002",
      "where pages come from: addresses, names, ipc patterns" },
    { "hop_credit", OPTION_NUMBER, "32", "pages that each upstream may have waiting here", "1",
      "10000" },
    { "hop_message_max", OPTION_SIZE, "64M", "bytes of a message, larger ones are refused", "64K",
      "1G" },
    { "query_endpoint", OPTION_STRING, "tcp://127.0.0.1:7003", "where readers ask" },
    { "edit_endpoint", OPTION_STRING, "tcp://127.0.0.1:7005",
      "where editors and gateways ask; beside query_endpoint when that is an ipc:// path",
      .beside = "query_endpoint" },
    { "feed_endpoint", OPTION_STRING, "tcp://127.0.0.1:7006",
      "where changes are published; beside query_endpoint when that is an ipc:// path",
      .beside = "query_endpoint" },
    { "query_time", OPTION_DURATION, "5s", "time that one question may take", "1ms", "10m" },
    { "archive", OPTION_STRING, "/var/lib/pagewire/archive.db", "file of the archive" },
    { "commit_pages", OPTION_NUMBER, "32", "pages that are committed together at most", "1",
      "1000" },
    { "commit_wait", OPTION_DURATION, "5ms", "time that a page waits for others at most", "0s",
      "10s" },
    { "redis_url", OPTION_STRING, "redis://127.0.0.1:6379/0",
      "the ledger: redis://[USER:PASSWORD@]HOST[:PORT][/DB] or unix:///SOCKET[?db=DB]" },
    { "redis_plaintext", OPTION_BOOL, "no", "let Redis be on another host, without encryption" },
    { "cache_url", OPTION_STRING, "", "Redis for finished pages; empty: the ledger's" },
    { "cache_ttl", OPTION_DURATION, "24h", "time that a finished page stays in the cache", "1s",
      "365d" },
};

const struct option_table store_options = { "store", options, sizeof options / sizeof options[0] };
