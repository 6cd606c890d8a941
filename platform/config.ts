import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'

const port = z.coerce.number().int().min(0).max(65535)

const host = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/
const listOf = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '')

const schema = z.object({
  PORT: port.default(3000),
  LAB_PORT: port.default(3001),
  HOST: z.string().min(1).default('0.0.0.0'),
  SIYU_DATA_DIR: z.string().min(1).default('./data'),
  SIYU_API_KEY: z.string().min(16, 'must have at least 16 characters').optional(),
  SIYU_SECRET_KEY_FILE: z.string().min(1).optional(),
  SIYU_DEMO: z.enum(['on', 'off']).default('on'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATABASE_READER_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  CLICKHOUSE_URL: z.url({ protocol: /^https?$/ }).optional(),
  SIYU_OUTGOING_HOSTS: z
    .string()
    .default('')
    .transform(listOf)
    .pipe(z.array(z.string().regex(host, 'must be hosts, with commas'))),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
})

/** Names that may be given as NAME_FILE: the value is then the content of that file. */
const secrets = ['SIYU_API_KEY', 'DATABASE_URL', 'DATABASE_READER_URL', 'CLICKHOUSE_URL'] as const

export interface Config {
  port: number
  /** Of the simulated WeChat world, which runs where the demo may. */
  labPort: number
  host: string
  dataDir: string
  apiKey: string | undefined
  secretKeyFile: string | undefined
  /** Load the demo on the first start of an empty data folder. */
  demo: boolean
  databaseUrl: string | undefined
  /** A login that can read the views alone, for questions by SQL; of the same server as `databaseUrl`. */
  databaseReaderUrl: string | undefined
  clickhouseUrl: string | undefined
  /** Hosts (`name` or `name:port`) that outgoing calls may reach wherever they stand. */
  outgoingHosts: readonly string[]
  logLevel: z.output<typeof schema>['LOG_LEVEL']
}

export class ConfigError extends Error {}

/** Reads the environment once; throws a ConfigError that names every wrong variable at the same time. */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const problems: string[] = []
  const given: Record<string, string | undefined> = { ...env }
  for (const name of secrets) {
    const file = env[`${name}_FILE`]
    if (!file) continue
    if (env[name]) problems.push(`${name} and ${name}_FILE are both set: keep one`)
    try {
      given[name] = readFileSync(file, 'utf8').trim()
    } catch (error) {
      problems.push(`${name}_FILE cannot be read: ${error instanceof Error ? error.message : error}`)
    }
  }
  // An empty variable means "not set": that is what compose files and shells leave behind.
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = schema.safeParse(present)
  if (!parsed.success) problems.push(...parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`))
  if (!parsed.success || problems.length > 0) {
    throw new ConfigError(`配置有误 / wrong configuration:\n${problems.map((p) => `  - ${p}`).join('\n')}`)
  }
  const value = parsed.data
  return {
    port: value.PORT,
    labPort: value.LAB_PORT,
    host: value.HOST,
    dataDir: resolve(value.SIYU_DATA_DIR),
    apiKey: value.SIYU_API_KEY,
    secretKeyFile: value.SIYU_SECRET_KEY_FILE,
    demo: value.SIYU_DEMO === 'on',
    databaseUrl: value.DATABASE_URL,
    databaseReaderUrl: value.DATABASE_READER_URL,
    clickhouseUrl: value.CLICKHOUSE_URL,
    outgoingHosts: value.SIYU_OUTGOING_HOSTS,
    logLevel: value.LOG_LEVEL,
  }
}
