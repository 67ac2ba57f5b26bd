/* Every address of the API.  openapi.json says the same; tests/gateway compares the two. */
#include "services/gateway/routes.h"

const struct route routes[] = {
    { .method = METHOD_POST,
      .pattern = "/v1/pages",
      .scope = SCOPE_SUBMIT,
      .params = pages_submit_params,
      .body_max = SIZE_MAX,
      .multipart = true,
      .handle = pages_submit },
    { METHOD_GET, "/v1/pages", SCOPE_READ, pages_list_params, .handle = pages_list },
    { METHOD_GET, "/v1/pages/{page}", SCOPE_READ, pages_show_params, .suffix = true,
      .handle = pages_show },
    { METHOD_GET, "/v1/pages/{page}/original", SCOPE_READ, .handle = pages_original },
    { METHOD_GET, "/v1/pages/{page}/text", SCOPE_READ, .handle = pages_text },
    { METHOD_GET, "/v1/pages/{page}/picture", SCOPE_READ, pages_picture_params,
      .handle = pages_picture },
    { METHOD_GET, "/v1/pages/{page}/versions", SCOPE_READ, .handle = pages_versions },
    { METHOD_GET, "/v1/articles/{page}/{article}", SCOPE_READ, .suffix = true,
      .handle = articles_show },
    { METHOD_GET, "/v1/search", SCOPE_READ, search_params, .handle = search_articles },
    { METHOD_GET, "/v1/suggest", SCOPE_READ, suggest_params, .handle = search_suggest },
    { METHOD_GET, "/v1/papers", SCOPE_READ, papers_params, .handle = papers_show },
    { METHOD_GET, "/v1/names/{type}/{name}", SCOPE_READ, .handle = names_show },
    { METHOD_GET, "/v1/status", SCOPE_READ, .handle = about_status },
    { METHOD_GET, "/v1/openapi.json", SCOPE_NONE, .handle = about_openapi },
};
const size_t route_count = sizeof routes / sizeof routes[0];
