/**
 * The element of index.html with this id, checked to be of the expected type.
 *
 * @template {typeof HTMLElement} T
 * @param {string} id
 * @param {T} type
 * @returns {InstanceType<T>}
 */
export function byId(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`index.html has no ${type.name} #${id}`);
  return /** @type {InstanceType<T>} */ (element);
}

/**
 * A new element with text and attributes. Text only ever enters the page this way, as text.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} [text]
 * @param {Record<string, string>} [attributes]
 * @returns {HTMLElementTagNameMap[T]}
 */
export function create(tag, text = '', attributes = {}) {
  const element = document.createElement(tag);
  element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** A row of a table. @param {HTMLElement[]} cells */
export function rowOf(cells) {
  const row = create('tr');
  row.append(...cells);
  return row;
}

/**
 * Says something to people who use a screen reader, without moving the focus.
 *
 * @param {string} text
 */
export function announce(text) {
  byId('announcer', HTMLElement).textContent = text;
}
