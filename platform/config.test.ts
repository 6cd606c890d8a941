import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

function fileWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'siyu-config-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'secret'), text)
  return join(folder, 'secret')
}

function problemsOf(env: Record<string, string>): string[] {
  try {
    readConfig(env)
    return []
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return error instanceof Error ? error.message.split('\n').slice(1) : []
  }
}

describe('configuration', () => {
  test('has a default for everything; an empty variable is not set', () => {
    const plain = { port: 3000, host: '0.0.0.0', dataDir: resolve('./data'), logLevel: 'info', apiKey: undefined }
    expect(readConfig({})).toMatchObject(plain)
    expect(readConfig({ PORT: '', SIYU_API_KEY: '', SIYU_API_KEY_FILE: '', DATABASE_URL: '', LOG_LEVEL: '' })).toEqual(
      readConfig({}),
    )
  })

  test('the demo is on until somebody says off', () => {
    expect([{}, { SIYU_DEMO: 'on' }, { SIYU_DEMO: 'off' }].map((env) => readConfig(env).demo)).toEqual([
      true,
      true,
      false,
    ])
    expect(problemsOf({ SIYU_DEMO: 'yes' })).toHaveLength(1)
  })

  test('names every wrong variable at once, and none of their values', () => {
    const secret = 'mysql://root:secret@db/x'
    const problems = problemsOf({
      ...{ PORT: '99999', LOG_LEVEL: 'loud', DATABASE_URL: secret, CLICKHOUSE_URL: 'ftp://x', SIYU_API_KEY: 'short' },
      DATABASE_URL_FILE: '/nowhere',
    })
    for (const name of ['PORT', 'LOG_LEVEL', 'DATABASE_URL', 'CLICKHOUSE_URL', 'SIYU_API_KEY', 'DATABASE_URL_FILE'])
      expect(
        problems.filter((problem) => problem.includes(`- ${name}`)),
        name,
      ).not.toEqual([])
    expect(problems.join()).not.toContain('secret')
  })

  test('hosts of outgoing calls come with commas; a whole address is none', () => {
    expect(readConfig({}).outgoingHosts).toEqual([])
    expect(readConfig({ SIYU_OUTGOING_HOSTS: ' Hooks.local:9000, 10.0.0.7 ,[::1]:80,' }).outgoingHosts).toEqual([
      ...['hooks.local:9000', '10.0.0.7', '[::1]:80'],
    ])
    expect(problemsOf({ SIYU_OUTGOING_HOSTS: 'http://hooks.local' })).toHaveLength(1)
  })

  test('takes secrets from files, without the newline at their end', () => {
    const SIYU_API_KEY_FILE = fileWith('a-key-of-sixteen-or-more\n')
    expect(readConfig({ SIYU_API_KEY_FILE }).apiKey).toBe('a-key-of-sixteen-or-more')
    expect(readConfig({ DATABASE_URL_FILE: fileWith('postgres://a@b/c') }).databaseUrl).toBe('postgres://a@b/c')
    expect(problemsOf({ SIYU_API_KEY_FILE, SIYU_API_KEY: 'another-key-of-sixteen' })).toHaveLength(1)
    expect(problemsOf({ SIYU_API_KEY_FILE: fileWith('short') })).toHaveLength(1)
  })
})
