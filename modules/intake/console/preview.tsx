/** What the browser can tell of a file before it is uploaded. */
export interface Preview {
  encoding: 'utf-8' | 'gb18030'
  columns: string[]
  rows: string[][]
}

const delimiters = [',', '\t', ';', '|']

/** Reads the head of a file: strict UTF-8, else GB18030; the delimiter that cuts the first line most often. */
export async function previewOf(file: File): Promise<Preview> {
  const bytes = new Uint8Array(await file.slice(0, 64 * 1024).arrayBuffer())
  const { text, encoding } = decode(bytes, file.size > bytes.length)
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '')
  const first = lines[0] ?? ''
  const best = delimiters.map((d) => ({ d, n: first.split(d).length })).sort((a, b) => b.n - a.n)[0]
  const cut = best && best.n > 1 ? (line: string) => cells(line, best.d) : (line: string) => line.trim().split(/\s+/)
  const [columns = [], ...rows] = lines.slice(0, 6).map(cut)
  return { encoding, columns: columns.map((name) => name.replace(/^\ufeff/, '').trim()), rows }
}

function decode(bytes: Uint8Array, cutOff: boolean): { text: string; encoding: Preview['encoding'] } {
  // The last character may be cut in two where the head ends.
  for (const drop of cutOff ? [0, 1, 2, 3] : [0]) {
    try {
      return {
        text: new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, bytes.length - drop)),
        encoding: 'utf-8',
      }
    } catch {
      // Not whole here: try a shorter end, then the other encoding.
    }
  }
  return { text: new TextDecoder('gb18030').decode(bytes), encoding: 'gb18030' }
}

/** Cells of one line; quotes may hold the delimiter. */
function cells(line: string, delimiter: string): string[] {
  const out: string[] = []
  let cell = ''
  let quoted = false
  for (const c of line) {
    if (c === '"') quoted = !quoted
    else if (c === delimiter && !quoted) {
      out.push(cell)
      cell = ''
    } else cell += c
  }
  return [...out, cell].map((one) => one.trim())
}
