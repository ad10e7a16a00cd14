/** A web API in this process: what it answers is the test's, and it notes what it is asked. */
import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * @typedef {object} Answer
 * @property {number} [status]
 * @property {Record<string, string>} [headers]
 * @property {unknown} [body] JSON, or a text as it is.
 */
/** @typedef {{ path: string, query: Record<string, string>, headers: import('node:http').IncomingHttpHeaders }} Asked */

const CORS = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*, authorization', 'access-control-expose-headers': 'Link, Retry-After' };

/** Lets pages of every origin in. @param {(asked: Asked) => Answer} answer */
export async function startApi(answer) {
  /** @type {Asked[]} */
  const asked = [];
  const server = createServer((request, response) => {
    if (request.method === 'OPTIONS') return response.writeHead(204, CORS).end();
    const url = new URL(request.url ?? '/', 'http://localhost');
    const question = { path: url.pathname, query: Object.fromEntries(url.searchParams), headers: request.headers };
    asked.push(question);
    const { status = 200, headers = {}, body } = answer(question);
    response.writeHead(status, { 'content-type': 'application/json', ...CORS, ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Records by their numbers. @param {number} start @param {number} end */
export function records(start, end) {
  return Array.from({ length: Math.max(end - start, 0) }, (_, index) => ({ id: start + index, name: `no ${start + index}`, amount: (start + index) / 4 }));
}
