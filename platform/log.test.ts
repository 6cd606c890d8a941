import { expect, test } from 'vitest'
import { createLog } from './log.ts'

test('secrets do not reach a line, even when a whole object is given', () => {
  const lines: string[] = []
  const log = createLog('info', { write: (line) => void lines.push(line) })
  log.info(
    {
      input: { password: 's1', account: 'a' },
      made: { token: 's2' },
      source: { writeKey: 's3' },
      config: { apiKey: 's4' },
    },
    'x',
  )
  log.info({ req: { headers: { authorization: 'Bearer s5', cookie: 's6', host: 'h' } } }, 'y')
  log.debug({ password: 'never' }, 'below the level')
  expect(lines).toHaveLength(2)
  expect(lines.join('')).not.toMatch(/s\d|never/)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 30,
    msg: 'x',
    input: { account: 'a' },
    time: expect.stringMatching(/Z$/),
  })
})
