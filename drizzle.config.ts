import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'sqlite',
  schema: './api/storage/tables.sqlite.ts',
  out: './api/storage/migrations',
});
