/**
 * Runs one task and posts what it finds: nothing drives or inspects this page meanwhile.
 *
 * The query says `task` (a module beside this one) and `options` (JSON for it).
 */

/** @import { Outcome } from './types.js' */

const query = new URLSearchParams(location.search);

/** @returns {Promise<Outcome>} */
async function outcome() {
  try {
    const { run } = await import(`./${query.get('task')}.js`);
    return { value: await run(JSON.parse(query.get('options') ?? '{}')) };
  } catch (error) {
    return { failure: String(error) };
  }
}

outcome().then((found) => fetch('/outcome', { method: 'POST', body: JSON.stringify(found) }));
