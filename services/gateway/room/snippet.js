// snippet: what a search shows of an article's text, without the headline that stands above it.
import { points } from './dom.js';

export function beyondHead(article) {
  const head = article.headline || '', snippet = article.snippet || '', hits = article.snippet_hits || [];
  if (!head || !snippet.startsWith(head)) return { snippet, hits };
  const rest = snippet.slice(head.length).replace(/^…/, ''), cut = points(snippet).length - points(rest).length;
  return { snippet: rest, hits: hits.filter(([start]) => start >= cut).map(([start, end]) => [start - cut, end - cut]) };
}
