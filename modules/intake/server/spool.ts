import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Vault } from '#platform/crypto'
import type { Log } from '#platform/log'
import { StoreBusy } from './writer.ts'

export interface SpoolDeps {
  folder: string
  vault: Vault
  log: Log
  /** Takes waiting texts in their order; throws StoreBusy when they have to wait on. The same may come again. */
  take: (texts: readonly string[]) => Promise<void>
  maxBytes?: number
  /** Between two tries while the stores are away. */
  retryMs?: number
}

interface Waiting {
  line: string
  resolve(): void
  reject(error: unknown): void
}

const sealedAs = 'intake.spool'
/** Letters handed on at once. */
const chunk = 4_000_000
/** Tries before a text goes behind the others, some minutes. */
const patience = 60

/**
 * Keeps what senders hand over while the stores are away and would not send again: sealed lines in append-only files,
 * on the disk before `add` resolves, taken in their order as soon as that works, also after a restart.
 */
export class Spool {
  readonly #deps: SpoolDeps
  #files: string[] = []
  #current: { name: string; handle: FileHandle } | null = null
  #bytes = 0
  #serial = 0
  #waiting: Waiting[] = []
  #writing: Promise<void> | null = null
  #loop: Promise<void> | null = null
  #stopped = false
  #wake: () => void = () => undefined

  private constructor(deps: SpoolDeps) {
    this.#deps = deps
  }

  /** Finds what an earlier process left and begins to hand it on. */
  static async open(deps: SpoolDeps): Promise<Spool> {
    const spool = new Spool(deps)
    await mkdir(deps.folder, { recursive: true })
    spool.#files = (await readdir(deps.folder)).filter((name) => name.endsWith('.spool')).sort()
    for (const name of spool.#files) spool.#bytes += (await stat(join(deps.folder, name))).size
    spool.#serial = Number.parseInt(spool.#files.at(-1) ?? '0', 10)
    if (spool.#files.length > 0) spool.#loop = spool.#handOn()
    return spool
  }

  /** Bytes that wait. */
  get waiting(): number {
    return this.#bytes
  }

  /** Resolves when the text survives a crash; throws StoreBusy when the spool is full or the disk does not take it. */
  add(text: string): Promise<void> {
    const line = `${this.#deps.vault.seal(text, sealedAs).toString('base64')}\n`
    const maxBytes = this.#deps.maxBytes ?? 1024 ** 3
    if (this.#stopped || this.#bytes + line.length > maxBytes) return Promise.reject(new StoreBusy('spool full'))
    this.#bytes += line.length
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#waiting.push({ line, resolve, reject })
    this.#writing ??= this.#writeAll()
    this.#loop ??= this.#handOn()
    return promise
  }

  /** Ends after the chunk on its way. */
  async stop() {
    this.#stopped = true
    this.#wake()
    await this.#loop
    await this.#writing
    await this.#current?.handle.close()
    this.#current = null
  }

  /** One write and one sync for all that came meanwhile. */
  async #writeAll() {
    while (this.#waiting.length > 0) {
      const some = this.#waiting.splice(0)
      const lines = some.map(({ line }) => line).join('')
      try {
        this.#current ??= await this.#newFile()
        const { handle } = this.#current
        await handle.appendFile(lines)
        await handle.datasync()
        for (const { resolve } of some) resolve()
      } catch (cause) {
        this.#bytes -= lines.length
        const error = new StoreBusy('spool cannot be written', { cause })
        for (const { reject } of some) reject(error)
        // Half a line may stand there: the next one must not be joined to it.
        await this.#seal()
      }
    }
    // In the same breath as the look above: what comes later starts a new round.
    this.#writing = null
  }

  async #newFile() {
    this.#serial += 1
    const name = `${String(this.#serial).padStart(12, '0')}.spool`
    const handle = await open(join(this.#deps.folder, name), 'a', 0o600)
    const folder = await open(this.#deps.folder, 'r')
    await folder.sync().finally(() => folder.close())
    return { name, handle }
  }

  /** No line is added to the file any more; it can be read to its end. */
  async #seal() {
    const current = this.#current
    if (!current) return
    this.#current = null
    this.#files.push(current.name)
    await current.handle.close()
  }

  async #handOn() {
    while (!this.#stopped) {
      try {
        while (this.#writing) await this.#writing
        if (this.#files.length === 0) await this.#seal()
        const [name] = this.#files
        if (name === undefined) break
        if (await this.#handOnFile(join(this.#deps.folder, name))) this.#files.shift()
      } catch (error) {
        this.#deps.log.error({ error: String(error) }, 'the spool cannot be read')
        await this.#pause()
      }
    }
    this.#loop = null
  }

  /** False when stopped before its end: the file is then read again from its beginning, which changes nothing. */
  async #handOnFile(path: string): Promise<boolean> {
    const file = await open(path, 'r')
    try {
      let texts: string[] = []
      let letters = 0
      for await (const line of file.readLines({ autoClose: false })) {
        const text = this.#opened(line)
        if (text !== null) letters += texts.push(text) && text.length
        if (letters < chunk) continue
        if (!(await this.#handOnTexts(texts))) return false
        texts = []
        letters = 0
      }
      if (!(await this.#handOnTexts(texts))) return false
    } finally {
      await file.close()
    }
    const { size } = await stat(path)
    await rm(path)
    this.#bytes = Math.max(0, this.#bytes - size)
    return true
  }

  /** All at once; after a failure by halves, like a block that the store refuses, down to single ones. */
  async #handOnTexts(texts: readonly string[]): Promise<boolean> {
    let size = texts.length
    for (let at = 0, failures = 0; at < texts.length; ) {
      if (this.#stopped) return false
      const some = texts.slice(at, at + size)
      const refusal = await this.#refusal(some)
      failures = refusal === null ? 0 : failures + 1
      // Once, not at every try of a long night.
      if (failures === 1) this.#deps.log.warn({ error: refusal, bytes: this.#bytes }, 'spooled requests have to wait')
      if (refusal === null || (failures > patience && (await this.#moveBack(some)))) {
        at += some.length
        size *= 2
      } else {
        size = Math.max(1, some.length >> 1)
        await this.#pause()
      }
    }
    return true
  }

  /** Behind the others: what fails so often may itself be what cannot be taken, not the stores. */
  async #moveBack(texts: readonly string[]): Promise<boolean> {
    for (const text of texts) await this.add(text)
    return true
  }

  /** Null when the texts are taken, else why not. */
  async #refusal(texts: readonly string[]): Promise<string | null> {
    try {
      await this.#deps.take(texts)
      return null
    } catch (error) {
      return String(error)
    }
  }

  /** Null for a line that a crash cut off, which was never acknowledged. */
  #opened(line: string): string | null {
    try {
      return this.#deps.vault.open(Buffer.from(line, 'base64'), sealedAs)
    } catch (error) {
      this.#deps.log.warn({ error: String(error) }, 'a line of the spool is damaged and was left out')
      return null
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#deps.retryMs ?? 2000)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
