/** The wasm module: compiled once, then an instance of its own in each worker. */

/** @import { Wasm } from '../wasm.js' */

const BINDINGS = new URL('../../parquet-blocks.js', import.meta.url);
const BINARY = new URL('../../parquet-blocks_bg.wasm', import.meta.url);

/** Loads while a worker waits for what it has to do. @type {Promise<Wasm>} */
const bindings = import(BINDINGS.href);

/** Compiles while it downloads. */
export function compile() {
  return WebAssembly.compileStreaming(fetch(BINARY));
}

/**
 * @param {WebAssembly.Module} module
 * @returns {Promise<{ wasm: Wasm, memory: WebAssembly.Memory }>}
 */
export async function instantiate(module) {
  const wasm = await bindings;
  const { memory } = wasm.initSync({ module });
  return { wasm, memory };
}
