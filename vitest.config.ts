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

// On two cores; of three at a time, a quarter of both was left waiting for browsers and clocks.
const maxWorkers = 4

const shared = {
  setupFiles: ['./test/support/seed.ts'],
  pool: 'forks' as const,
  testTimeout: 300_000,
  hookTimeout: 180_000,
  // What is waited for comes late on a machine that is busy.
  expect: { poll: { timeout: 20_000 } },
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongFirst },
    ...(existsSync(new URL(postgres, import.meta.url)) ? { globalSetup: postgres } : {}),
    reporters: ['default', new ClosingLine()],
    projects: [
      {
        // Tests of one house, of the kit and the platform share their processes: starting one costs more than most of them.
        test: {
          ...shared,
          name: 'houses',
          include: ['{apps,kit,lab,modules,platform,ui}/**/*.test.ts'],
          isolate: false,
          maxWorkers,
        },
      },
      {
        test: {
          ...shared,
          name: 'whole',
          include: ['test/**/*.test.ts'],
          maxWorkers,
        },
      },
    ],
  },
})
