/** The panel that says what went wrong and what to do. */
import { EngineError } from '../engine.js';
import { copyButton } from './copy.js';
import { byId, create } from './dom.js';
import { sentence } from './format.js';

/** @typedef {{ message: string, remedy: string, snippet?: string }} Description */
/** @typedef {{ field: string, message: string, remedy: string }} FieldProblem The message does not repeat the field. */

/** @param {unknown} error */
export function showFailure(error) {
  const { message, remedy, snippet } = describe(error);
  const panel = byId('failure', HTMLElement);
  const parts = [create('h2', 'That did not work'), create('p', sentence(message)), create('p', remedy, { class: 'remedy' })];
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

/** What is wrong with fields: all that the engine names. @param {unknown} error @returns {FieldProblem[]} */
export function problemsOf(error) {
  if (!(error instanceof EngineError)) return [];
  const { kind, problems, field, message, remedy } = error;
  if (problems && problems.length > 0) return problems;
  // What lets the run write over the object is the place to say that there is one.
  if (kind === 'exists') return [{ field: 'destination.s3.overwrite', message, remedy }];
  return field ? [{ field, message: withoutPath(message, field), remedy }] : [];
}

/** @param {string} message @param {string} field */
function withoutPath(message, field) {
  const prefix = `${field}: `;
  return message.startsWith(prefix) ? message.slice(prefix.length) : message;
}

/** @param {string} text @param {string} [what] In words, what is copied. @param {string} [says] On the button. */
export function snippetWithCopy(text, what = 'this text', says = 'Copy') {
  const snippet = create('pre', text, { tabindex: '0' });
  return [snippet, copyButton(snippet, what, says)];
}
