import { Parser } from 'htmlparser2'
import yauzl from 'yauzl'

/** Why a file is no workbook that can be read. */
export type BookProblem = 'not-a-workbook' | 'broken' | 'encrypted' | 'too-large'

/** Thrown while a workbook is read; callers turn `problem` into their own words. */
export class BookError extends Error {
  readonly problem: BookProblem

  constructor(problem: BookProblem, cause?: unknown) {
    super(`workbook: ${problem}`, { cause })
    this.problem = problem
  }
}

/** What a reader of a part hears; names come without their namespace prefix. */
export interface PartReader {
  open?(name: string, attributes: Readonly<Record<string, string>>): void
  text?(text: string): void
  close?(name: string): void
}

/** A zip of XML parts. Only names and places are held; of all that is unpacked together no more than the limit. */
export interface Parts {
  has(name: string): boolean
  /** Reads one part; yields after each piece, so that what the reader has gathered can be taken away. */
  read(name: string, reader: PartReader, onPacked?: (bytes: number) => void): AsyncGenerator<void>
  close(): void
}

const mostParts = 10_000
/** A single tag or name as long as this is an attack on memory: the parser holds it until it ends. */
const longestTag = 4 * 1024 * 1024

/** Opens a workbook's file. `limit` is how many bytes may be unpacked of it. */
export async function openParts(path: string, limit: number): Promise<Parts> {
  const zip = await yauzl.openPromise(path, { autoClose: false, lazyEntries: true }).catch((error: Error) => {
    throw 'code' in error ? error : new BookError('broken', error)
  })
  const entries = new Map<string, yauzl.Entry>()
  try {
    if (zip.entryCount > mostParts) throw new BookError('broken')
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName.replace(/^\//, ''), entry)
  } catch (error) {
    zip.close()
    throw error instanceof BookError ? error : new BookError('broken', error)
  }
  const budget = { left: limit }
  return {
    has: (name) => entries.has(name),
    read: (name, reader, onPacked) => readPart(zip, entries.get(name), reader, budget, onPacked),
    close: () => zip.close(),
  }
}

async function* readPart(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry | undefined,
  reader: PartReader,
  budget: { left: number },
  onPacked: (bytes: number) => void = () => undefined,
): AsyncGenerator<void> {
  if (!entry) return
  if (entry.isEncrypted()) throw new BookError('encrypted')
  const share = entry.compressedSize / Math.max(1, entry.uncompressedSize)
  const heard = { since: 0 }
  const parser = parserOf(reader, heard)
  const decoder = new TextDecoder('utf-8')
  let size = 0
  const stream = await zip.openReadStreamPromise(entry).catch(asBroken)
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      budget.left -= piece.length
      if (budget.left < 0) throw new BookError('too-large')
      heard.since += piece.length
      parser.write(decoder.decode(piece, { stream: true }))
      if (heard.since > longestTag) throw new BookError('broken')
      size += piece.length
      onPacked(size * share)
      yield
    }
    parser.write(decoder.decode())
    parser.end()
    yield
  } catch (error) {
    asBroken(error)
  } finally {
    stream.destroy()
  }
}

function asBroken(error: unknown): never {
  throw error instanceof BookError ? error : new BookError('broken', error)
}

function parserOf(reader: PartReader, heard: { since: number }): Parser {
  const bare = (name: string) => name.slice(name.indexOf(':') + 1)
  return new Parser(
    {
      onopentag(name, attributes) {
        heard.since = 0
        reader.open?.(bare(name), attributes)
      },
      ontext(data) {
        heard.since = 0
        reader.text?.(data)
      },
      onclosetag: (name) => reader.close?.(bare(name)),
    },
    { xmlMode: true, decodeEntities: true },
  )
}
