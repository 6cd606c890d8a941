import { join, resolve } from 'node:path'
import { z } from 'zod'

const schema = z.object({
  LAB_PORT: z.coerce.number().int().min(0).max(65535).default(3001),
  HOST: z.string().min(1).default('127.0.0.1'),
  SIYU_DATA_DIR: z.string().min(1).default('./data'),
})

/** Where a simulated WeChat world that runs by itself listens and keeps its state. */
export function readLabConfig(env: Record<string, string | undefined> = process.env): {
  port: number
  host: string
  dir: string
} {
  const { LAB_PORT, HOST, SIYU_DATA_DIR } = schema.parse(env)
  return { port: LAB_PORT, host: HOST, dir: join(resolve(SIYU_DATA_DIR), 'lab') }
}
