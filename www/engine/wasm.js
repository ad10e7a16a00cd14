/** Instances of the wasm module: one in each worker. */

/** @import { Wasm } from '../wasm.js' */

const BINDINGS = new URL('../../parquet-blocks.js', import.meta.url);

/** Loads while a worker waits for what it has to do. @type {Promise<Wasm>} */
const bindings = import(BINDINGS.href);

/**
 * @param {WebAssembly.Module} module
 * @returns {Promise<{ wasm: Wasm, memory: WebAssembly.Memory }>}
 */
export async function instantiate(module) {
  const wasm = await bindings;
  const { memory } = wasm.initSync({ module });
  return { wasm, memory };
}
