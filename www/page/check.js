/** Checks the form while it is edited, and shows what it would make: the plan and the first rows. */
import { EngineError } from '../engine.js';
import { findProblems, readOrder } from './form.js';
import { focusFirstProblem, nearestPath, showProblems } from './fields.js';
import { focusPlanProblem, showNoPlan, showPlan } from './plan.js';
import { showNoPreview, showPreview } from './preview.js';

/** @import { Engine } from '../engine.js' */
/** @import { Order } from './form.js' */

const PAUSE_MS = 250;

export class Check {
  #form;
  #engine;
  #timer = 0;
  /** Counts the checks: an answer to an earlier one is dropped, whenever it arrives. */
  #latest = 0;
  /** Missing credentials are a problem only once the user has tried to run. */
  #withCredentials = false;

  /**
   * @param {HTMLFormElement} form
   * @param {Engine} engine
   */
  constructor(form, engine) {
    this.#form = form;
    this.#engine = engine;
  }

  /** Checks when the user pauses. */
  soon() {
    clearTimeout(this.#timer);
    this.#latest += 1;
    this.#timer = setTimeout(() => void this.#now(), PAUSE_MS);
  }

  /** The order, when it is ready to run. @returns {Promise<Order | undefined>} */
  async beforeRun() {
    clearTimeout(this.#timer);
    this.#withCredentials = true;
    return this.#now();
  }

  /** Shows the problem beside the field that the error names. @param {unknown} error @returns {boolean} whether there is such a field */
  showAtField(error) {
    const path = error instanceof EngineError && error.field && nearestPath(this.#form, error.field);
    if (!path) return false;
    showProblems(this.#form, new Map([[path, `${error.message} ${error.remedy}`.trim()]]));
    return true;
  }

  /** Moves the focus to what keeps the form from running, if anything does. */
  focusFirstProblem() {
    if (!focusFirstProblem(this.#form)) focusPlanProblem();
  }

  /** @returns {Promise<Order | undefined>} */
  async #now() {
    const mine = ++this.#latest;
    const problems = findProblems(this.#form, { withCredentials: this.#withCredentials });
    if (problems.size > 0) {
      showProblems(this.#form, problems);
      showNoPlan();
      return undefined;
    }
    const order = readOrder();
    return await this.#showPlan(order, mine) ? order : undefined;
  }

  /** @param {Order} order @param {number} mine @returns {Promise<boolean>} whether it can run */
  async #showPlan({ job }, mine) {
    try {
      const plan = await this.#engine.plan(job);
      if (mine !== this.#latest) return false;
      showProblems(this.#form, new Map());
      showPlan(plan, job);
    } catch (error) {
      if (mine === this.#latest) this.#refuse(error);
      return false;
    }
    void this.#showPreview(job, mine);
    return true;
  }

  /** @param {Order['job']} job @param {number} mine */
  async #showPreview(job, mine) {
    try {
      const preview = await this.#engine.preview(job);
      if (mine === this.#latest) showPreview(preview);
    } catch (error) {
      if (mine === this.#latest) showNoPreview(error);
    }
  }

  /** @param {unknown} error */
  #refuse(error) {
    if (this.showAtField(error)) return showNoPlan();
    showProblems(this.#form, new Map());
    showNoPlan(error);
  }
}
