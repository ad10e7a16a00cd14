/** The engine's public API, as the site has it. */

/** @import { EngineOptions } from '../../www/types.js' */

/** @param {EngineOptions} options @returns {Promise<import('../../www/engine.js').Engine>} */
export async function engineOf(options) {
  const { Engine } = await import(new URL('/site/www/engine.js', location.origin).href);
  return new Engine(options);
}
