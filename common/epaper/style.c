/* epaper.css as a string; the Makefile makes it. */
#include "common/epaper/epaper.h"

const char epaper_style[] =
#include "epaper_style.h"
    ;
