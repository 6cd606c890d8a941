import type { Bilingual } from '#kit/api'
import type { NoteLevel, RowNote } from './importer.ts'

/** Why the host itself rejects a row, whatever it means; houses bring their own reasons. */
export const rowReasons = {
  'unclosed-quote': { zh: '引号没有成对', en: 'A quotation mark is not closed' },
  'line-too-long': { zh: '一行超过 100 万个字符', en: 'The line has more than a million characters' },
  'null-byte': { zh: '含有空字节（NUL）', en: 'The row contains a NUL byte' },
  'invalid-characters': { zh: '含有乱码或控制字符', en: 'The row contains damaged or control characters' },
  'empty-row': { zh: '整行都是空单元格', en: 'All cells of the row are empty' },
  'too-few-cells': { zh: '列数比表头少', en: 'The row has fewer cells than the header' },
  'too-many-cells': { zh: '列数比表头多', en: 'The row has more cells than the header' },
  'cell-too-long': { zh: '单元格超过 1 万个字符', en: 'A cell has more than 10,000 characters' },
  'id-too-long': { zh: '编号超过 200 个字符', en: 'The id has more than 200 characters' },
  'ruined-number': {
    zh: '编号被表格软件变成了科学计数法，原值已丢失，请按文本格式重新导出',
    en: 'A spreadsheet turned the number into scientific notation and lost its digits; export it again as text',
  },
  'spreadsheet-error': {
    zh: '单元格是表格软件的错误值（如 #N/A 或 ####）',
    en: 'The cell holds a spreadsheet error such as #N/A or ####',
  },
} as const satisfies Record<string, Bilingual>

export type RowReason = keyof typeof rowReasons

export type FileReason =
  | 'empty-file'
  | 'missing-columns'
  | 'lacking-targets'
  | 'not-text'
  | 'not-a-workbook'
  | 'broken-workbook'
  | 'too-large'
  | 'broken-archive'
  | 'file-lost'
  | 'kind-gone'

export interface FileProblem {
  readonly code: FileReason | 'internal'
  readonly reason: Bilingual
}

/** Why a whole file fails. */
const fileReasons = {
  'empty-file': { zh: '文件是空的，或者没有表头', en: 'The file is empty or has no header' },
  'missing-columns': { zh: '文件里没有这些列', en: 'The file lacks columns' },
  'lacking-targets': { zh: '列的对应关系不完整', en: 'The mapping is incomplete' },
  'not-text': {
    zh: '这不是文本文件，也不是 .xlsx。旧版 Excel（.xls）和加密的文件请另存为 .xlsx 或 CSV 后再上传',
    en: 'This is neither text nor .xlsx. Save old Excel files (.xls) and those with a password as .xlsx or CSV',
  },
  'not-a-workbook': {
    zh: '压缩包里没有 Excel 工作表，请上传 .xlsx、CSV 或 gzip',
    en: 'There is no Excel sheet in this archive; upload .xlsx, CSV or gzip',
  },
  'broken-workbook': { zh: 'Excel 文件已损坏', en: 'The Excel file is damaged' },
  'too-large': { zh: '解压后的文件太大', en: 'The unpacked file is too large' },
  'broken-archive': { zh: '压缩文件已损坏', en: 'The gzip file is damaged' },
  'file-lost': { zh: '上传的文件已不在服务器上，请重新上传', en: 'The uploaded file is gone; upload it again' },
  'kind-gone': { zh: '系统不再支持这种导入', en: 'This kind of import is no longer supported' },
} as const satisfies Record<FileReason, Bilingual>

/** A problem with a whole file; `detail` is added behind the text. */
export function fileProblem(code: FileReason, detail?: Bilingual): FileProblem {
  const { zh, en } = fileReasons[code]
  return { code, reason: detail ? { zh: `${zh}：${detail.zh}`, en: `${en}: ${detail.en}` } : { zh, en } }
}

/** The mapped columns that a file lacks, with what it has instead: enough to correct the mapping by eye. */
export function missingColumns(missing: readonly string[], columns: readonly string[]): FileProblem {
  const list = (names: readonly string[], mark: (name: string) => string) => names.slice(0, 100).map(mark).join('、')
  const zh = `${list(missing, (n) => `“${n}”`)}。文件的列有：${list(columns, (n) => `“${n}”`)}`
  const en = `${list(missing, (n) => `"${n}"`)}. The file has: ${list(columns, (n) => `"${n}"`)}`
  return fileProblem('missing-columns', { zh, en: en.replaceAll('、', ', ') })
}

/** A row as the store keeps it: texts complete, raw as far as useful. */
export interface StoredNote {
  readonly line: number
  readonly level: NoteLevel
  readonly code: string
  readonly reason: Bilingual
  readonly raw: string
}

const rawLimit = 2000
const cellLimit = 60

/** A note with its column and cell written out. NUL and lone surrogates become visible marks: PostgreSQL stores neither. */
export function writeNote(note: RowNote, raw: string, cell?: { column: string; text: string }): StoredNote {
  const { line, level, code } = note
  const kept = storable(raw).slice(0, rawLimit)
  if (!cell) return { line, level, code, reason: note.reason, raw: kept }
  const value = storable(cell.text.length > cellLimit ? `${cell.text.slice(0, cellLimit)}…` : cell.text)
  const reason = {
    zh: `${note.reason.zh}（列“${cell.column}”，值“${value}”）`,
    en: `${note.reason.en} (column "${cell.column}", value "${value}")`,
  }
  return { line, level, code, reason, raw: kept }
}

function storable(text: string): string {
  return text.replaceAll('\u0000', '␀').toWellFormed()
}
