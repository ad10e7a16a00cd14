/** A `.env` file: fills the form and says what was read, never the values. */
import { labelOf } from './fields.js';
import { edit, fieldOf, valueOf } from './values.js';

/** @import { EnvSettings } from '../types.js' */

/** @param {EnvSettings} settings @returns {string[]} what is said about it */
export function fillFromEnv(settings) {
  const values = valuesOf(settings);
  const filled = Object.entries(values).map(([id, value]) => {
    edit(fieldOf(id), value);
    return labelOf(fieldOf(id));
  });
  return [
    filled.length > 0 ? `Filled: ${filled.join(', ')}.` : 'It has no setting that is used here.',
    ...letSizeDecide(values),
    ...chooseS3(values),
    ...(settings.unknown.length > 0 ? [`Unknown and not used: ${settings.unknown.join(', ')}.`] : []),
  ];
}

/** By the fields' ids. @param {EnvSettings} settings @returns {Record<string, string>} */
function valuesOf({ credentials, ...settings }) {
  const values = {
    rows: settings.num_records,
    'target-size': settings.target_data_size_mb,
    'block-size': settings.block_size_mb,
    endpoint: settings.endpoint_url,
    region: settings.region,
    bucket: settings.bucket,
    'access-key': credentials.access_key_id,
    'secret-key': credentials.secret_access_key,
    'session-token': credentials.session_token,
  };
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([id, value]) => [id, String(value)]));
}

/** A file that asks only for a size must not lose to the form's own row count. @param {Record<string, string>} values */
function letSizeDecide(values) {
  if (!('target-size' in values) || 'rows' in values || valueOf('rows') === '') return [];
  edit(fieldOf('rows'), '');
  return ['Rows is empty now: the target size decides.'];
}

/** Who names a store wants to upload. @param {Record<string, string>} values */
function chooseS3(values) {
  const namesStore = Object.keys(values).some((id) => fieldOf(id).closest('#s3') !== null);
  if (!namesStore || valueOf('destination') !== 'download') return [];
  edit(fieldOf('destination'), 's3');
  return ['Destination is S3 now.'];
}
