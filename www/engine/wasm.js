/** Instances of the wasm module: one in each worker. */
import { siteFile } from '../site.js';

/** @import { Wasm } from '../wasm.js' */

/** Loads while a worker waits for what it has to do. @type {Promise<Wasm>} */
const bindings = import(siteFile('parquet-blocks.js').href);

/**
 * @param {WebAssembly.Module} module
 * @returns {Promise<{ wasm: Wasm, memory: WebAssembly.Memory }>}
 */
export async function instantiate(module) {
  const wasm = await bindings;
  const { memory } = wasm.initSync({ module });
  return { wasm, memory };
}
