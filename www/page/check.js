/** Checks the form while it is edited, and shows what it would make: the plan and the first rows. */
import { describe, problemsOf } from './failure.js';
import { focusFirstProblem, isOfJob, nearestPath, showProblems } from './fields.js';
import { findProblems, readOrder } from './form.js';
import { capital, sentence } from './format.js';
import { focusPlanProblem, markStale, showMeasuring, showNoPlan, showPlan } from './plan.js';
import { showNoPreview, showPreview } from './preview.js';

/** @import { Job, Plan } from '../types.js' */
/** @import { Engine } from '../engine.js' */
/** @import { Problems } from './fields.js' */
/** @import { Order } from './form.js' */
/** @typedef {{ atFields: Problems, elsewhere: string[] }} Verdict What keeps a job from its plan; `elsewhere` has no field on the page. */

const PAUSE_MS = 250;

/** @type {Verdict} */
const GOOD = { atFields: new Map(), elsewhere: [] };

export class Check {
  #form;
  #engine;
  #timer = 0;
  /** Counts the checks: an answer to an earlier one is dropped, whenever it arrives. */
  #latest = 0;
  /** Missing credentials are a problem only once the user has tried to run. */
  #withCredentials = false;
  /** @type {Problems} What the engine has last found. */
  #judged = new Map();

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
    markStale();
    this.#timer = setTimeout(() => void this.#now(), PAUSE_MS);
  }

  /** The order, when it is ready to run. @returns {Promise<Order | undefined>} */
  async beforeRun() {
    clearTimeout(this.#timer);
    this.#withCredentials = true;
    return this.#now();
  }

  /** Shows problems beside the fields that the error names. @param {unknown} error @returns {boolean} whether that says all */
  showAtFields(error) {
    const { atFields, elsewhere } = this.#judge(error);
    if (elsewhere.length > 0) return false;
    this.#mark(atFields, new Map());
    return true;
  }

  /** Moves the focus to what keeps the form from running, if anything does. */
  focusFirstProblem() {
    if (!focusFirstProblem(this.#form)) focusPlanProblem();
  }

  /** @returns {Promise<Order | undefined>} */
  async #now() {
    const mine = ++this.#latest;
    const found = findProblems(this.#form, { withCredentials: this.#withCredentials });
    const order = readOrder();
    this.#mark(this.#judged, found);
    const readable = ![...found.keys()].some(isOfJob);
    showMeasuring(readable ? order.job : undefined);
    const { plan, verdict } = await this.#ask(order.job);
    if (mine !== this.#latest) return undefined;
    this.#mark(verdict.atFields, found);
    // What the engine makes of a job without its unreadable fields is only good for their neighbours.
    if (!plan || !readable) {
      showNoPlan(verdict.elsewhere);
      return undefined;
    }
    showPlan(plan, order.job);
    void this.#showPreview(order.job, mine);
    return found.size === 0 ? order : undefined;
  }

  /** @param {Job} job @returns {Promise<{ plan?: Plan, verdict: Verdict }>} */
  async #ask(job) {
    try {
      return { plan: await this.#engine.plan(job), verdict: GOOD };
    } catch (error) {
      return { verdict: this.#judge(error) };
    }
  }

  /** @param {unknown} error @returns {Verdict} */
  #judge(error) {
    const problems = problemsOf(error);
    const { message, remedy } = describe(error);
    if (problems.length === 0) return { atFields: new Map(), elsewhere: [sentence(message, remedy)] };
    /** @type {Verdict} */
    const verdict = { atFields: new Map(), elsewhere: [] };
    for (const problem of problems) {
      const text = sentence(problem.message, problem.remedy);
      const path = nearestPath(this.#form, problem.field);
      if (path === undefined) verdict.elsewhere.push(`${problem.field}: ${text}`);
      else if (!verdict.atFields.has(path)) verdict.atFields.set(path, capital(text));
    }
    return verdict;
  }

  /** What the text itself has wrong comes first. @param {Problems} judged @param {Problems} found */
  #mark(judged, found) {
    this.#judged = judged;
    showProblems(this.#form, new Map([...judged, ...found]));
  }

  /** @param {Job} job @param {number} mine */
  async #showPreview(job, mine) {
    try {
      const preview = await this.#engine.preview(job);
      if (mine === this.#latest) showPreview(preview);
    } catch (error) {
      if (mine === this.#latest) showNoPreview(error);
    }
  }
}
