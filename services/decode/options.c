/* What may be configured in the section "decode". */
#include "common/config.h"
#include "services/decode/ocr.h"

static const struct setting options[] = {
    { "upstream", OPTION_LIST, "tcp://127.0.0.1:7007",
      "where documents come from: addresses, names, ipc patterns" },
    { "hop_endpoint", OPTION_STRING, "tcp://127.0.0.1:7008", "where segment connects" },
    { "hop_credit", OPTION_NUMBER, "1", "documents that each upstream may have waiting here", "1",
      "10000" },
    { "hop_custody_max", OPTION_NUMBER, "64", "pages passed on and not yet committed", "1",
      "100000" },
    { "hop_custody_bytes", OPTION_SIZE, "256M", "their bytes", "1M", "64G" },
    { "hop_message_max", OPTION_SIZE, "80M", "bytes of a message, larger ones are refused", "64K",
      "1G" },
    { "hop_deadline", OPTION_DURATION, "4m",
      "time that the next stage may take for a page, again for each MiB of it", "100ms", "24h" },
    { "job_budget", OPTION_DURATION, "11m", "time that one page may take, OCR included", "10ms",
      "24h" },
    { "ocr_command", OPTION_STRING, OCR_COMMAND_DEFAULT,
      "what reads pictures: is given a PNG as standard input, prints ALTO; empty: none" },
};

const struct option_table decode_options = { "decode", options,
                                             sizeof options / sizeof options[0] };
