// api: the gateway's /v1, as JSON.  Errors are problem+json; their detail says what to do.
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || `HTTP ${status}`);
    this.status = status;
    this.type = body.type || '';
  }
}

async function request(method, path, body, token) {
  const response = await fetch(path, {
    method,
    headers: { Accept: 'application/json', ...(body && { 'Content-Type': 'application/json' }),
      ...(token && { Authorization: `Bearer ${token}` }) },
    body: body && JSON.stringify(body),
  });
  const type = response.headers.get('Content-Type') || '';
  if (!response.ok) {
    throw new Problem(response.status, type.includes('json') ? await response.json() : {});
  }
  return type.includes('json') ? response.json() : null;
}

export const get = (path) => request('GET', path);
export const put = (path, body) => request('PUT', path, body);
export const post = (path, body) => request('POST', path, body);
export const remove = (path) => request('DELETE', path);
// From here on the token is in a cookie, which scripts cannot read.
export const signIn = (token) => request('POST', '/v1/session', undefined, token);

// A query string of what is given.
export function query(values) {
  const given = Object.entries(values).filter(([, v]) => v !== undefined && v !== null && v !== '');
  return given.length ? `?${new URLSearchParams(given)}` : '';
}

export const TYPES = { PER: 'person', LOC: 'place', ORG: 'organisation' };

export const link = {
  page: (id) => `/read/page/${id}`,
  article: (id, n) => `/read/article/${id}/${n}`,
  name: (type, name) => `/read/name/${TYPES[type] || type}/${encodeURIComponent(name)}`,
  search: (values) => `/read/search${query(values)}`,
  paper: (paper) => `/read/papers/${encodeURIComponent(paper)}`,
};
