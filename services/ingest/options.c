/* What may be configured in the section "ingest". */
#include "common/config.h"

static const struct setting options[] = {
    { "submit_endpoint", OPTION_STRING, "tcp://127.0.0.1:7004", "where clients submit pages" },
    { "submit_message_max", OPTION_SIZE, "128M",
      "bytes of a request; a longer one ends the client's connection" },
    { "submit_bytes", OPTION_SIZE, "64M", "bytes of pages that may be on their way in" },
    { "hop_endpoint", OPTION_STRING, "tcp://127.0.0.1:7000", "where segment connects" },
    { "hop_custody_max", OPTION_NUMBER, "64", "pages sent on and not yet committed" },
    { "hop_custody_bytes", OPTION_SIZE, "256M", "their bytes" },
    { "hop_message_max", OPTION_SIZE, "64M", "bytes of a message, larger ones are refused" },
    { "hop_deadline", OPTION_DURATION, "4m",
      "time that workers may take for a page, again for each MiB of it" },
    { "hop_queue_max", OPTION_NUMBER, "4",
      "pages that wait for a worker: more would keep live ones behind backfill" },
    { "redis_url", OPTION_STRING, "redis://127.0.0.1:6379/0",
      "the ledger: redis://[USER:PASSWORD@]HOST[:PORT][/DB] or unix:///SOCKET[?db=DB]" },
    { "redis_plaintext", OPTION_BOOL, "no", "let Redis be on another host, without encryption" },
    { "ledger_max_bytes", OPTION_SIZE, "2G", "bytes of pages waiting or dead; more are refused" },
    { "query_endpoint", OPTION_STRING, "tcp://127.0.0.1:7003",
      "store's, to ask whether a page is committed already; empty: never ask" },
    { "query_wait", OPTION_DURATION, "300ms", "time that store has to answer" },
    { "page_bytes_max", OPTION_SIZE, "4M", "bytes of a page, larger ones are refused" },
    { "page_lines_max", OPTION_NUMBER, "200000", "lines of a page, longer ones are refused" },
    { "attempts_max", OPTION_NUMBER, "3", "failures that make a page a dead letter" },
    { "live_share", OPTION_NUMBER, "4", "live pages for each one of backfill, when both wait" },
    { "instance_ttl", OPTION_DURATION, "2s", "silence after which another ingest takes over" },
    { "reclaim_idle", OPTION_DURATION, "5m",
      "rest after which anyone's page is taken over; above 3 job budgets" },
    { "hot_folder", OPTION_STRING, "", "folder whose files are submitted; empty: none" },
    { "hot_scan", OPTION_DURATION, "10s", "time between looks at all of the folder" },
    { "settle", OPTION_DURATION, "2s", "rest of a file's size that means it is complete" },
    { "hot_lane", OPTION_STRING, "live", "lane of the folder's pages: live or backfill" },
    { "hot_lenient", OPTION_BOOL, "no", "replace broken bytes in the folder's files" },
};

const struct option_table ingest_options = { "ingest", options,
                                             sizeof options / sizeof options[0] };
