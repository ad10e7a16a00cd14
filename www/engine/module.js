/** The wasm module: downloaded and compiled once for all workers of a page. */
import { siteFile } from '../site.js';

/** @type {Promise<WebAssembly.Module> | undefined} */
let module;

/** Compiles while it downloads, and tries again where that has failed. */
export function compiled() {
  module ??= WebAssembly.compileStreaming(fetch(siteFile('parquet-blocks_bg.wasm'))).catch((error) => {
    module = undefined;
    throw error;
  });
  return module;
}
