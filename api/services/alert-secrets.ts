// Keys that webhooks are signed with: in a file beside the database, so that no copy of the database holds them.
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = 'alert-keys.json';
const OWNER_ONLY = 0o600;

export interface AlertSecrets {
  of(channelId: string): string | null;
  set(channelId: string, secret: string | null): void;
}

export const newSecret = (): string => randomBytes(32).toString('base64url');

export function alertSecrets(dataDir: string): AlertSecrets {
  const file = join(dataDir, FILE);
  const read = (): Record<string, string> =>
    existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
  return {
    of: (channelId) => read()[channelId] ?? null,
    set(channelId, secret) {
      const { [channelId]: _before, ...others } = read();
      const next = secret === null ? others : { ...others, [channelId]: secret };
      const fresh = `${file}.new`;
      writeFileSync(fresh, JSON.stringify(next), { mode: OWNER_ONLY });
      chmodSync(fresh, OWNER_ONLY);
      renameSync(fresh, file);
    },
  };
}
