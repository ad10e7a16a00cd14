/** Aborts an upload when the page is closed, if the user wants that. Nothing can be promised: browsers give a page that goes little time. */
import { byId } from './dom.js';

/** @import { SignedRequest } from '../types.js' */

export class AbortOnLeave {
  #box = byId('abort-on-close', HTMLInputElement);
  /** @type {Map<string, SignedRequest>} Of each upload, signed ahead: there is no time for it later. */
  #requests = new Map();

  constructor() {
    window.addEventListener('pagehide', () => this.#leave());
  }

  /** @param {SignedRequest} request Takes the place of an older one for the same upload. */
  add(request) {
    this.#requests.set(request.url, request);
  }

  /** There is no upload any more. */
  clear() {
    this.#requests.clear();
  }

  #leave() {
    if (!this.#box.checked) return;
    for (const { url, headers } of this.#requests.values()) {
      void fetch(url, { method: 'DELETE', headers, keepalive: true, credentials: 'omit', cache: 'no-store' });
    }
  }
}
