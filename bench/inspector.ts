import { readFileSync } from 'node:fs'
import type { SiyuProcess } from './siyu.ts'

/** Start the server with this to be able to look into it. */
export const inspected = ['--inspect=127.0.0.1:0']

/** Memory of a process in MB, after everything was collected that can be. */
export interface Memory {
  resident: number
  /** What V8 holds for objects. */
  heap: number
  /** Buffers and the like, held by objects. */
  external: number
  /** The rest of what was allocated: chDB, compression, the allocator's reserve. */
  native: number
  /** Code and files mapped in. */
  mapped: number
}

/** A server process from the inside, by its inspector. */
export class Inspector {
  readonly #socket: WebSocket
  readonly #pid: number
  readonly #asked = new Map<number, (result: unknown) => void>()
  #serial = 0

  private constructor(socket: WebSocket, pid: number) {
    this.#socket = socket
    this.#pid = pid
    socket.addEventListener('message', ({ data }) => {
      const { id, result } = JSON.parse(String(data)) as { id?: number; result?: unknown }
      if (id !== undefined) this.#asked.get(id)?.(result)
    })
  }

  /** Of a server that was started with `inspected`. */
  static async open(siyu: SiyuProcess): Promise<Inspector> {
    const address = /ws:\/\/\S+/.exec(siyu.output())?.[0]
    if (!address) throw new Error('the server was not started with its inspector')
    const socket = new WebSocket(address)
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve)
      socket.addEventListener('error', reject)
    })
    return new Inspector(socket, siyu.pid)
  }

  /** Collects twice, for what the first one only finalizes. */
  async memory(): Promise<Memory> {
    for (const _ of [1, 2]) await this.#ask('HeapProfiler.collectGarbage')
    const expression = 'JSON.stringify(process.memoryUsage())'
    const answer = (await this.#ask('Runtime.evaluate', { expression })) as { result: { value: string } }
    const { heapTotal, heapUsed, external } = JSON.parse(answer.result.value) as NodeJS.MemoryUsage
    const of = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(this.#status())?.[1]) / 1024
    const mb = (bytes: number) => bytes / 2 ** 20
    return {
      resident: of('VmRSS'),
      heap: mb(heapUsed),
      external: mb(external),
      native: of('RssAnon') - mb(heapTotal + external),
      mapped: of('RssFile'),
    }
  }

  close() {
    this.#socket.close()
  }

  #status(): string {
    return readFileSync(`/proc/${this.#pid}/status`, 'utf8')
  }

  #ask(method: string, params: object = {}): Promise<unknown> {
    this.#serial += 1
    const id = this.#serial
    return new Promise((resolve) => {
      this.#asked.set(id, resolve)
      this.#socket.send(JSON.stringify({ id, method, params }))
    })
  }
}
