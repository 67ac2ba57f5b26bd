/*
 * routes: the handlers that routes.c names, each in the file of its noun.
 */
#ifndef PAGEWIRE_GATEWAY_ROUTES_H
#define PAGEWIRE_GATEWAY_ROUTES_H

#include "services/gateway/exchange.h"

/* pages.c */
void pages_submit(struct exchange *x);
void pages_list(struct exchange *x);
void pages_show(struct exchange *x);
void pages_original(struct exchange *x);
void pages_text(struct exchange *x);
void pages_picture(struct exchange *x);
void pages_versions(struct exchange *x);
extern const struct param_spec pages_submit_params[], pages_list_params[], pages_show_params[],
    pages_picture_params[];

/* articles.c */
void articles_show(struct exchange *x);

/* search.c */
void search_articles(struct exchange *x);
void search_suggest(struct exchange *x);
extern const struct param_spec search_params[], suggest_params[];

/* names.c */
void names_show(struct exchange *x);
void papers_show(struct exchange *x);
extern const struct param_spec papers_params[];

/* about.c */
void about_openapi(struct exchange *x);
void about_status(struct exchange *x);

#endif
