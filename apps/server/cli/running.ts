import { existsSync, readFileSync } from 'node:fs'
import type { Config } from '#platform/config'
import { type Control, controlFile } from '../server.ts'

export class NotRunning extends Error {}

export function runningOn(dataDir: string): Control | null {
  const file = controlFile(dataDir)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Control) : null
}

export async function answers(control: Control): Promise<boolean> {
  try {
    return (await fetch(`${control.base}/healthz`, { signal: AbortSignal.timeout(2000) })).ok
  } catch {
    return false
  }
}

/** The Siyu that runs on this data folder, and a key to it. @throws NotRunning */
export async function running({ dataDir, apiKey }: Config): Promise<Control> {
  const control = runningOn(dataDir)
  if (!control || !(await answers(control))) throw new NotRunning('Siyu 没有在运行 Siyu does not run: npm start')
  return { ...control, key: apiKey ?? control.key }
}
