import { isAbsolute, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sentencesOf } from '#rules/messages';
import { ConfigError, readConfig, VARIABLES } from '../../api/config.ts';

function refusal(env: Record<string, string>): ConfigError {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error(`expected ${JSON.stringify(env)} to be refused`);
}

describe('configuration', () => {
  it('without any variable: port 4170 on loopback, the default database, with the sample', () => {
    const config = readConfig({});
    expect(config).toMatchObject({ port: 4170, host: '127.0.0.1', sample: true });
    expect(isAbsolute(config.databasePath)).toBe(true);
    expect(config.databasePath.endsWith(join('data', 'local', 'lacuna.db'))).toBe(true);
    expect(readConfig(Object.fromEntries(VARIABLES.map(({ name }) => [name, ' '])))).toEqual(config);
    expect(readConfig(Object.fromEntries(VARIABLES.map(({ name, fallback }) => [name, fallback])))).toEqual(config);
  });

  it('takes loopback in every spelling and nothing else', () => {
    for (const HOST of ['127.0.0.1', 'localhost', 'LocalHost']) expect(readConfig({ HOST }).host).toBe('127.0.0.1');
    for (const HOST of ['::1', '[::1]']) expect(readConfig({ HOST }).host).toBe('::1');
    for (const HOST of ['0.0.0.0', '::', '192.168.1.2', 'example.org', '127.0.0.1.example.org', '*', '2130706433']) {
      expect(refusal({ HOST }).code, HOST).toBe('config.host_not_loopback');
    }
  });

  it('a path stays a path, file: is one too, any other kind of database is refused without its password', () => {
    expect(readConfig({ DATABASE_URL: '/a/b.db' }).databasePath).toBe('/a/b.db');
    expect(readConfig({ DATABASE_URL: 'file:///a/b%20c.db' }).databasePath).toBe('/a/b c.db');
    expect(readConfig({ DATABASE_URL: 'file:/a/b.db' }).databasePath).toBe('/a/b.db');
    expect(readConfig({ DATABASE_URL: 'x.db' }).databasePath).toBe(join(process.cwd(), 'x.db'));
    const postgres = refusal({ DATABASE_URL: 'postgres://u:secret@h/x' });
    expect(postgres.code).toBe('config.database_unsupported');
    expect(postgres.message).not.toContain('secret');
  });

  it('a value that means nothing is named with its variable, in both languages', () => {
    const wrong: Record<string, string>[] = [
      ...['-1', '70000', '4170.5', 'http', '1e3', '0x10'].map((PORT) => ({ PORT })),
      { LACUNA_SAMPLE: 'perhaps' },
      { LOG_LEVEL: 'loud' },
      { SHUTDOWN_DELAY: '-2' },
      { SHUTDOWN_DELAY: '60' },
    ];
    for (const env of wrong) {
      const { code, params } = refusal(env);
      const [[name, value]] = Object.entries(env);
      const { en, zh } = sentencesOf(code, params);
      for (const { message, fix } of [en, zh]) {
        expect(message).toContain(`${name}=${value}`);
        expect(fix).toContain(name === 'LACUNA_SAMPLE' || name === 'LOG_LEVEL' ? '' : name);
      }
    }
    expect(readConfig({ LACUNA_SAMPLE: '0' }).sample).toBe(false);
  });
});
