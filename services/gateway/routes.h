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

/* issues.c */
void issues_show(struct exchange *x);

/* search.c */
void search_articles(struct exchange *x);
void search_suggest(struct exchange *x);
extern const struct param_spec search_params[], suggest_params[];

/* atom.c */
void atom_search(struct exchange *x); /* search_params */

/* names.c */
void names_show(struct exchange *x);
void papers_show(struct exchange *x);
extern const struct param_spec papers_params[];

/* edits.c */
void edits_withdraw(struct exchange *x);
void edits_restore(struct exchange *x);
void edits_correct(struct exchange *x);
void edits_undo(struct exchange *x);
void edits_absent(struct exchange *x);
void edits_present(struct exchange *x);
void edits_audit(struct exchange *x);
extern const struct param_spec edits_why_params[], edits_undo_params[], edits_audit_params[];

/* tokens.c */
void tokens_add(struct exchange *x);
void tokens_list(struct exchange *x);
void tokens_drop(struct exchange *x);
void session_show(struct exchange *x);
void session_begin(struct exchange *x);
void session_end(struct exchange *x);

/* hooks.c */
void hooks_add(struct exchange *x);
void hooks_list(struct exchange *x);
void hooks_drop(struct exchange *x);
void hooks_dead(struct exchange *x);
void hooks_replay(struct exchange *x);
void hooks_forget(struct exchange *x);
extern const struct param_spec hooks_dead_params[];

/* events.c, export.c */
void events_listen(struct exchange *x);
void export_changes(struct exchange *x);
extern const struct param_spec events_params[], export_params[];

/* desk.c */
void desk_pipeline(struct exchange *x);
void desk_dead(struct exchange *x);
void desk_original(struct exchange *x);
void desk_retry(struct exchange *x);
void desk_drop(struct exchange *x);
extern const struct param_spec desk_dead_params[];

/* about.c */
void about_openapi(struct exchange *x);
void about_status(struct exchange *x);

#endif
