/** Aborts an upload when the page is closed, if the user wants that. Nothing can be promised: browsers give a page that goes little time. */
import { byId } from './dom.js';

/** @import { SignedRequest } from '../types.js' */

export class AbortOnLeave {
  #box = byId('abort-on-close', HTMLInputElement);
  /** @type {SignedRequest | undefined} Signed ahead: there is no time for it later. */
  #request;

  constructor() {
    window.addEventListener('pagehide', () => this.#leave());
  }

  /** @param {SignedRequest | undefined} request None when there is no upload. */
  set(request) {
    this.#request = request;
  }

  #leave() {
    if (!this.#request || !this.#box.checked) return;
    const { url, headers } = this.#request;
    void fetch(url, { method: 'DELETE', headers, keepalive: true, credentials: 'omit', cache: 'no-store' });
  }
}
