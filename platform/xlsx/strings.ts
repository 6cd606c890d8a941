import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'

const pageBytes = 64 * 1024
const pagesInMemory = 256

/** The shared texts of a workbook by number. */
export interface Texts {
  add(text: string): void
  get(place: number): string | undefined
  close(): void
}

/**
 * Keeps texts in a file, of which 16 MB are in memory: a workbook holds every text of its cells in one list that is
 * asked for from anywhere, and that list may be larger than memory. Spreadsheets number texts in the order of the rows,
 * so most are found in the page read last. Measured: 1.5 million texts of 20 characters, 13 MB for where they begin.
 */
export function openTexts(path: string): Texts {
  const file = openSync(path, 'wx+', 0o600)
  // The name goes at once: whatever happens to the process, no file stays.
  unlinkSync(path)
  let starts = new Float64Array(1024)
  let count = 0
  let end = 0
  let waiting: Buffer[] = []
  let waitingBytes = 0
  const pages = new Map<number, Buffer>()
  const flush = () => {
    if (waitingBytes === 0) return
    writeSync(file, Buffer.concat(waiting), 0, waitingBytes, end - waitingBytes)
    waiting = []
    waitingBytes = 0
  }
  return {
    add(text) {
      if (count + 1 >= starts.length) {
        const larger = new Float64Array(starts.length * 2)
        larger.set(starts)
        starts = larger
      }
      const bytes = Buffer.from(text)
      waiting.push(bytes)
      waitingBytes += bytes.length
      end += bytes.length
      count += 1
      starts[count] = end
      if (waitingBytes >= pageBytes) flush()
    },
    get(place) {
      if (!Number.isInteger(place) || place < 0 || place >= count) return undefined
      flush()
      const [from = 0, to = 0] = [starts[place], starts[place + 1]]
      return bytesAt(file, pages, from, to).toString()
    },
    close: () => closeSync(file),
  }
}

function bytesAt(file: number, pages: Map<number, Buffer>, from: number, to: number): Buffer {
  const page = Math.floor(from / pageBytes)
  if (to > (page + 1) * pageBytes) {
    const long = Buffer.alloc(to - from)
    readSync(file, long, 0, long.length, from)
    return long
  }
  let held = pages.get(page)
  if (held) pages.delete(page)
  else {
    held = Buffer.alloc(pageBytes)
    readSync(file, held, 0, pageBytes, page * pageBytes)
    const oldest = pages.size >= pagesInMemory ? pages.keys().next() : null
    if (oldest && !oldest.done) pages.delete(oldest.value)
  }
  pages.set(page, held)
  return held.subarray(from - page * pageBytes, to - page * pageBytes)
}
