/** The wasm module: downloaded and compiled once for all workers of a page. */

const BINARY = new URL('../../parquet-blocks_bg.wasm', import.meta.url);

/** @type {Promise<WebAssembly.Module> | undefined} */
let module;

/** Compiles while it downloads, and tries again where that has failed. */
export function compiled() {
  module ??= WebAssembly.compileStreaming(fetch(BINARY)).catch((error) => {
    module = undefined;
    throw error;
  });
  return module;
}
