import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Ran {
  code: number
  text: string
}

/** Path of a script inside this project's node_modules, also when the tree that is checked lies elsewhere. */
export const toolPath = (path: string): string => fileURLToPath(new URL(`../../node_modules/${path}`, import.meta.url))

/** Runs a script on this Node and collects what it prints (stdout, then stderr). */
export function runNode(args: readonly string[], cwd: string): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    const out: string[] = []
    const err: string[] = []
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => out.push(chunk))
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => err.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, text: out.join('') + err.join('') }))
  })
}
