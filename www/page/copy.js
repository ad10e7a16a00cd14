/** A button that copies what an element says. */
import { announce, create } from './dom.js';

/** Long enough to be read; then the button offers to copy again. */
const SAY_MS = 4_000;

/**
 * @param {HTMLElement} source
 * @param {string} what In words, for people who do not see where the button is.
 * @param {string} [says]
 */
export function copyButton(source, what, says = 'Copy') {
  const button = create('button', says, { type: 'button', class: 'copy', 'aria-label': `Copy ${what}` });
  button.addEventListener('click', async () => {
    const happened = await copy(source);
    button.textContent = happened;
    announce(happened);
    setTimeout(() => { button.textContent = says; }, SAY_MS);
  });
  return button;
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
