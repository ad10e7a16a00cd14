/** The engine's place for uploads: a worker. */
import { timed } from './uploaders.js';

self.addEventListener('message', async ({ data }) => self.postMessage(await timed(data)));

self.addEventListener('unhandledrejection', ({ reason }) => {
  throw reason instanceof Error ? reason : new Error(JSON.stringify(reason));
});
