import { existsSync } from 'node:fs'
import { defineConfig } from 'vitest/config'
import { ClosingLine } from './test/support/reporter.ts'

const postgres = './test/support/postgres.ts'

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', 'data/**', '**/dist/**'],
    setupFiles: ['./test/support/seed.ts'],
    pool: 'forks',
    // Two files at a time: many of them talk to the same PostgreSQL, and small machines have two cores.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    ...(existsSync(new URL(postgres, import.meta.url)) ? { globalSetup: postgres } : {}),
    reporters: ['default', new ClosingLine()],
  },
})
