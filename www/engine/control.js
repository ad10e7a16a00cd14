/** Orders to a run that is under way. */

/** @import { Credentials } from '../types.js' */
/** @import { ControlOrder } from './messages.js' */

/**
 * Pauses the upload of a run, and goes on with it. Given to `Engine.run`; good for one run.
 *
 *     const control = new RunControl();
 *     engine.run(job, { credentials, control, onProgress });
 *     control.pause();
 */
export class RunControl {
  /** @type {((order: ControlOrder) => void) | undefined} */
  #give;

  /** Nothing more is sent until `resume`; what is in flight ends. Then progress of type `paused` comes. */
  pause() {
    this.#give?.({ type: 'pause' });
  }

  /** Goes on after `pause`, after trouble with the store, and where the browser only seems to be offline. */
  resume() {
    this.#give?.({ type: 'resume' });
  }

  /** Goes on with other keys, after the store no longer took the ones before. @param {Credentials} credentials */
  renew(credentials) {
    this.#give?.({ type: 'renew', credentials });
  }

  /** What `Engine.run` calls. @param {(order: ControlOrder) => void} give @returns {() => void} Ends it. */
  connect(give) {
    this.#give = give;
    return () => {
      this.#give = undefined;
    };
  }
}
