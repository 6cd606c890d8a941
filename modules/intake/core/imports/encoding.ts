export const encodings = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be'] as const
export type Encoding = (typeof encodings)[number]

export interface EncodingVerdict {
  /** Best first. The second is tried when the first does not show the mapped columns. */
  readonly encodings: readonly Encoding[]
  /** Some bytes are invalid in the best encoding: rows with U+FFFD come from damage. */
  readonly damaged: boolean
}

export interface EncodingScan {
  push(bytes: Uint8Array): void
  end(): EncodingVerdict
}

const newline = 0x0a

/**
 * Decides the encoding of a file from all its bytes: a byte order mark, else UTF-8 when every byte fits, else by lines.
 * UTF-8 text is nearly always valid GB18030 too, but not the other way round, so UTF-8 goes first; a UTF-8 file with a
 * few damaged rows must not turn into mojibake, so UTF-8 stays when it spoils no more lines than GB18030 does, or at
 * most a tenth of the lines that are not plain ASCII.
 */
export function scanEncoding(): EncodingScan {
  const start: number[] = []
  const utf8 = lineCounter(utf8Steps())
  const gb = lineCounter(gb18030Steps())
  return {
    push(bytes) {
      for (let i = 0; start.length < 3 && i < bytes.length; i += 1) start.push(bytes[i] ?? 0)
      utf8.push(bytes)
      gb.push(bytes)
    },
    end() {
      const bad = { utf8: utf8.end(), gb: gb.end() }
      const marked = markOf(start)
      if (marked) return { encodings: [marked], damaged: marked === 'utf-8' && bad.utf8.invalid > 0 }
      if (bad.utf8.invalid === 0) return { encodings: ['utf-8'], damaged: false }
      const keep = bad.utf8.invalid <= bad.gb.invalid || bad.utf8.invalid * 9 <= bad.utf8.valid
      return { encodings: keep ? ['utf-8', 'gb18030'] : ['gb18030', 'utf-8'], damaged: true }
    },
  }
}

function markOf([a, b, c]: readonly number[]): Encoding | null {
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8'
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  return null
}

/** Takes one byte ≥ 0x80 or one inside a sequence; answers true while a sequence is open, 'bad' when it cannot be. */
type Steps = (byte: number) => boolean | 'bad'

/** Counts lines with bytes beyond ASCII: those that are valid and those that are not. */
function lineCounter(steps: Steps) {
  let open = false
  let wide = false
  let broken = false
  const lines = { valid: 0, invalid: 0 }
  const closeLine = () => {
    if (open) broken = true
    if (wide) lines[broken ? 'invalid' : 'valid'] += 1
    open = wide = broken = false
  }
  const take = (byte: number) => {
    wide = true
    const went = steps(byte)
    open = went === true
    if (went === 'bad') broken = true
  }
  return {
    push(bytes: Uint8Array) {
      for (const byte of bytes) {
        if (byte < 0x80 && !open) {
          if (byte === newline && wide) closeLine()
        } else if (byte === newline) {
          // A newline never belongs to a sequence in either encoding; `steps` has to forget what it waited for.
          steps(byte)
          closeLine()
        } else take(byte)
      }
    },
    end() {
      closeLine()
      return lines
    },
  }
}

function utf8Steps(): Steps {
  let need = 0
  let low = 0x80
  let high = 0xbf
  return (byte) => {
    if (need === 0) {
      if (byte < 0xc2 || byte > 0xf4) return 'bad'
      need = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3
      // No overlong forms, no surrogates, nothing above U+10FFFF.
      low = byte === 0xe0 ? 0xa0 : byte === 0xf0 ? 0x90 : 0x80
      high = byte === 0xed ? 0x9f : byte === 0xf4 ? 0x8f : 0xbf
      return true
    }
    const fits = byte >= low && byte <= high
    need = fits ? need - 1 : 0
    low = 0x80
    high = 0xbf
    return fits ? need > 0 : 'bad'
  }
}

function gb18030Steps(): Steps {
  let at = 0
  const go = (next: number) => {
    at = next
    return next > 0
  }
  const bad = () => {
    at = 0
    return 'bad' as const
  }
  const lead = (byte: number) => byte >= 0x81 && byte <= 0xfe
  const digit = (byte: number) => byte >= 0x30 && byte <= 0x39
  return (byte) => {
    // 0x80 alone is the euro sign of Windows code page 936.
    if (at === 0) return byte === 0x80 ? go(0) : lead(byte) ? go(1) : bad()
    if (at === 1) return digit(byte) ? go(2) : byte >= 0x40 && byte <= 0xfe && byte !== 0x7f ? go(0) : bad()
    if (at === 2) return lead(byte) ? go(3) : bad()
    return digit(byte) ? go(0) : bad()
  }
}
