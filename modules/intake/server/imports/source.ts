import type { Encoding } from '../../core/imports/encoding.ts'

export interface UploadedFile {
  readonly path: string
  readonly maxUnpackedBytes: number
  /** As somebody chose it; null = found out. */
  readonly encoding: Encoding | null
}

/** One way to read a file as text: an encoding, or a sheet of a workbook. */
export interface TextSource {
  readonly encoding: Encoding | 'xlsx'
  readonly sheet: string | null
  /** `onRaw` hears how many bytes of the file were read. */
  text(onRaw: (bytes: number) => void): AsyncGenerator<string>
}

/** A file that can be read. The caller closes it. */
export interface OpenFile {
  /** Likeliest first. The next is tried when one does not show the mapped columns. */
  readonly sources: readonly TextSource[]
  /** Characters that cannot be read come from damage. */
  readonly damaged: boolean
  close(): void
}
