/* articles: one of a page. */
#include "services/gateway/routes.h"
#include "services/gateway/show.h"

void
articles_show(struct exchange *x)
{
    struct slice text = x->match.captures[1];
    unsigned number = 0;
    for (size_t i = 0; i < text.len && i < 6; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') {
            number = 0;
            break;
        }
        number = number * 10 + (unsigned)(text.ptr[i] - '0');
    }
    if (number == 0 || text.len > 5)
        exchange_problem(x, 400, "bad-address",
                         "an article is named by its page and its number "
                         "there, from 1: /v1/articles/PAGE/3");
    else
        show_record(x, x->match.captures[0], number, 0, NULL);
}
