// What a person types about a camera: no address of a device or stream, no password, no way to reach somebody.
import { hasSecret, withoutSecrets } from '#importers/secrets';
import { ServiceError } from './errors.ts';

/** Refused, not cut: who types sees what is kept. A file is cut, since nobody would mend 10,000 rows.
 * Errors: camera.secret. */
export function refuseSecrets(fields: object): void {
  for (const [field, value] of Object.entries(fields)) {
    if (typeof value !== 'string') continue;
    const isSecret = field === 'id' ? hasSecret(value) : withoutSecrets(value, field === 'filingNo') !== value;
    if (isSecret) throw new ServiceError('camera.secret', 'invalid', { field });
  }
}
