import { existsSync } from 'node:fs'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { ClosingLine } from './test/support/reporter.ts'

const postgres = './test/support/postgres.ts'

/** Long files first: begun last, one of them would keep the run waiting alone. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const long = (file: TestSpecification) => /\/test\/(e2e|stories|chaos)\//.test(file.moduleId)
    const sorted = await super.sort(files)
    return [...sorted.filter(long), ...sorted.filter((file) => !long(file))]
  }
}

const chaos = ['test/chaos/**/*.test.ts']
const shared = {
  setupFiles: ['./test/support/seed.ts'],
  pool: 'forks' as const,
  testTimeout: 180_000,
  hookTimeout: 180_000,
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongFirst },
    ...(existsSync(new URL(postgres, import.meta.url)) ? { globalSetup: postgres } : {}),
    reporters: ['default', new ClosingLine()],
    projects: [
      {
        test: {
          ...shared,
          name: 'all',
          include: ['**/*.test.ts'],
          exclude: ['**/node_modules/**', 'data/**', '**/dist/**', ...chaos],
          // Three files at a time on two cores: browsers and stores wait often.
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // What measures how soon Siyu is ready again runs after all others.
        test: { ...shared, name: 'chaos', include: chaos, maxWorkers: 2, sequence: { groupOrder: 1 } },
      },
    ],
  },
})
