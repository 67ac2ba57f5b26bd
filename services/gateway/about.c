/* about: what the API is, and how the pipeline is doing. */
#include "services/gateway/gateway.h"
#include "services/gateway/routes.h"
#include "services/gateway/upstream.h"

void
about_openapi(struct exchange *x)
{
    struct gateway *gateway = x->gateway;
    if (gateway->openapi == NULL)
        exchange_problem(x, 404, "not-found", "openapi.json was not installed beside the models");
    else
        exchange_share(x, 200, gateway->openapi);
}

void
about_status(struct exchange *x)
{
    struct query query;
    query_init(&query, QUERY_STATUS);
    upstream_query(x, &query, ANSWER_STATUS, upstream_relay);
    query_done(&query);
}
