/* What may be configured in the section "gateway". */
#include "common/config.h"

static const struct setting options[] = {
    { "listen", OPTION_STRING, "127.0.0.1:7080", "HOST:PORT of the HTTP API and reading room" },
    { "url_file", OPTION_STRING, "", "written when started: the address to open" },
    { "public_url", OPTION_STRING, "",
      "what addresses in answers begin with; empty: http://listen" },
    { "submit_endpoint", OPTION_STRING, "tcp://127.0.0.1:7004", "where ingest takes pages" },
    { "query_endpoint", OPTION_STRING, "tcp://127.0.0.1:7003", "where store answers" },
    { "edit_endpoint", OPTION_STRING, "tcp://127.0.0.1:7005", "where store takes edits" },
    { "feed_endpoint", OPTION_STRING, "tcp://127.0.0.1:7006", "where store tells of changes" },
    { "answer_time", OPTION_DURATION, "15s", "time that ingest and store may take to answer",
      "10ms", "10m" },
    { "room_dir", OPTION_STRING, "", "files served at /; empty: those that came with Pagewire" },
    { "trust_local", OPTION_BOOL, "yes", "whoever asks from this host may do everything" },
    { "cors_origins", OPTION_LIST, "", "origins whose pages may use the API" },
    { "rate_limit", OPTION_NUMBER, "200", "requests a second of a token or address; 0: no limit",
      "0", "1000000" },
    { "connections_max", OPTION_NUMBER, "16000", "connections that may be open", "10", "1000000" },
    { "header_max", OPTION_SIZE, "4K", "bytes of a request's head, and memory of a connection",
      "1K", "1M" },
    { "head_time", OPTION_DURATION, "15s", "time for a request's head, and between requests",
      "100ms", "10m" },
    { "send_time", OPTION_DURATION, "60s", "time that a client may take to read an answer", "100ms",
      "1h" },
    { "submit_max", OPTION_SIZE, "64M", "bytes of a submitted file", "1K", "4G" },
    { "bodies_max", OPTION_SIZE, "256M", "bytes of all bodies that are being received", "1M",
      "64G" },
    { "hook_retry", OPTION_DURATION, "5s", "after a webhook's first failure; then four times that",
      "10ms", "1h" },
    { "hook_attempts", OPTION_NUMBER, "8", "tries of an event until it is on the dead list", "1",
      "1000" },
    { "answer_cache", OPTION_SIZE, "16M", "bytes of answers that are kept ready", "0", "64G" },
};

const struct option_table gateway_options = { "gateway", options,
                                              sizeof options / sizeof options[0] };
