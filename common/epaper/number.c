/* The numbers in the names of an e-paper's files. */
#include "common/epaper/epaper.h"

enum { SECTION = 100, CONTENT = EPAPER_ARTICLE_MAX + 1 };

uint32_t
epaper_number(struct slice number)
{
    uint32_t section = 0, page = 0;
    size_t at = 0;
    if (number.len > 0 && ((number.ptr[0] | 0x20) >= 'a' && (number.ptr[0] | 0x20) <= 'z'))
        section = (uint32_t)((number.ptr[at++] | 0x20) - 'a');
    if (at == number.len)
        return 0;
    for (; at < number.len; at++) {
        if (number.ptr[at] < '0' || number.ptr[at] > '9' || page >= SECTION)
            return 0;
        page = page * 10 + (uint32_t)(number.ptr[at] - '0');
    }
    return page == 0 || (section > 0 && page >= SECTION) ? 0 : section * SECTION + page;
}

uint32_t
epaper_content_number(const struct epaper_page *page, uint32_t article)
{
    return page->node * CONTENT + article;
}
