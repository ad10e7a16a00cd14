/** Jobs that an upload can be gone on with. */
import { fileJobs } from './files.js';

/** @import { Job, Plan } from '../types.js' */

const MB = 1_048_576;

/** The jobs of the files of a job, each by itself. @param {Job} job @param {Plan} plan @returns {Job[]} */
export function resolvedJobs(job, plan) {
  return fileJobs(resolvedJob(job, plan));
}

/**
 * A job with all that its plan has decided: it makes the same bytes in the same parts on any machine. It only uploads:
 * what else the job asked for was done, or is not begun again.
 *
 * @param {Job} job
 * @param {Plan} plan
 * @returns {Job}
 */
export function resolvedJob({ destination }, plan) {
  const s3 = destination?.s3 && { ...destination.s3, part_size_mb: plan.part_bytes / MB };
  return { ...JSON.parse(plan.resolved), destination: { s3 } };
}
