// queue: the articles that review listed last, so that one can go from each to the next.
import { link } from './api.js';

const KEY = 'review', MOST = 500;

export function remember(list, articles) {
  sessionStorage.setItem(KEY, JSON.stringify({ list, articles: articles.slice(0, MOST).map((a) => [a.page_id, a.article]) }));
}

export const forget = () => sessionStorage.removeItem(KEY);

// Where an article stands among them, and the ways from it; null: it was not listed.
export function reviewing(page, number) {
  const kept = JSON.parse(sessionStorage.getItem(KEY) || 'null'), at = kept ? kept.articles.findIndex(([id, n]) => id === page && n === number) : -1;
  const to = (i) => (kept.articles[i] ? link.article(...kept.articles[i]) : null);
  return at < 0 ? null : { list: kept.list, place: at + 1, count: kept.articles.length, previous: to(at - 1), next: to(at + 1) };
}
