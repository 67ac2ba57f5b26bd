/*
 * ocr: a picture to ALTO by an engine of the operator's choice, which runs in a cell of
 * its own (decoders/ocr).  It never sees the document, only a PNG that was made anew.
 */
#ifndef PAGEWIRE_DECODE_OCR_H
#define PAGEWIRE_DECODE_OCR_H

#include "common/buf.h"
#include "common/err.h"
#include "common/tick.h"

/* Tesseract with the model for simplified Chinese of Debian. */
#define OCR_COMMAND_DEFAULT "tesseract stdin stdout -l chi_sim --psm 3 alto"

/* What one page may cost. */
enum { OCR_WALL_MS = 600000, OCR_CPU_SECONDS = 600 };

/* Runs `command`, words parted by blanks, and appends the ALTO that it prints.  -1: RETRY or
 * REJECT as jail_run says; REJECT when no command is given. */
int ocr_run(const char *command, struct slice png, const struct tick *tick, struct buf *alto,
            struct err *err);

#endif
