/** The panel that says what went wrong and what to do. */
import { EngineError } from '../engine.js';
import { byId, create } from './dom.js';

/** @typedef {{ message: string, remedy: string, snippet?: string }} Description */

/** @param {unknown} error */
export function showFailure(error) {
  const { message, remedy, snippet } = describe(error);
  const panel = byId('failure', HTMLElement);
  const parts = [create('h2', 'That did not work'), create('p', message), create('p', remedy, { class: 'remedy' })];
  panel.replaceChildren(...parts, ...(snippet ? snippetWithCopy(snippet) : []));
  panel.hidden = false;
  panel.scrollIntoView({ block: 'nearest' });
}

export function clearFailure() {
  const panel = byId('failure', HTMLElement);
  panel.hidden = true;
  panel.replaceChildren();
}

/** @param {unknown} error @returns {Description} */
export function describe(error) {
  if (error instanceof EngineError) return error;
  return { message: String(error), remedy: 'This is a fault of the page itself: reload it and try again.' };
}

/** @param {string} text */
function snippetWithCopy(text) {
  const snippet = create('pre', text, { tabindex: '0' });
  const button = create('button', 'Copy', { type: 'button' });
  button.addEventListener('click', async () => { button.textContent = await copy(snippet); });
  return [snippet, button];
}

/** @param {HTMLElement} element @returns {Promise<string>} what happened, in a word or two */
async function copy(element) {
  try {
    await navigator.clipboard.writeText(element.textContent ?? '');
    return 'Copied';
  } catch {
    // No permission, or a page that is not on a secure origin: one key press is left to the user.
    getSelection()?.selectAllChildren(element);
    return 'Selected: now copy it';
  }
}
