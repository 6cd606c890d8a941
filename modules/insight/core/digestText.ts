import type { Bilingual } from '#kit/api'
import { byteOrderMark, csvLine } from '#kit/csv'
import { type Alarm, type DayFacts, dayLines, said, storesOf, yuan } from './digest.ts'
import { metrics } from './metrics.ts'

type Language = keyof Bilingual

/** A digest ready to be sent or drawn. */
export interface Digest {
  title: string
  about: string
  lines: { metric: string; title: string; value: number; text: string; note: string; definition: string }[]
  tables: { title: string; rows: string[][] }[]
  alarms: { text: string; step: string; path: string }[]
  /** Who is asked to take care of the alarms; empty = nobody is named. */
  responsible: string
}

/** The digest of a day in one language. */
export function dayDigest(
  facts: DayFacts,
  alarms: readonly Alarm[],
  { name, responsible, language }: { name: string; responsible: string; language: Language },
): Digest {
  const { top, bottom } = storesOf(facts)
  const row = ({ rank, key, gmv, orders, rankBefore }: (typeof top)[number]) => [
    String(rank),
    key || said.unknown[language],
    yuan(gmv, language),
    `${orders} ${language === 'zh' ? '单' : 'orders'}`,
    rankBefore === null ? '' : `${said.before[language]} ${rankBefore}`,
  ]
  const table = (part: 'top' | 'bottom', rows: typeof top) =>
    rows.length === 0 ? [] : [{ title: `${said.stores[language]} ${said[part][language]}`, rows: rows.map(row) }]
  return {
    title: `${name} ${facts.date}`,
    about: facts.isOver ? said.whole[language] : said.sofar[language],
    lines: dayLines(facts, language).map((line) => {
      const { title, definition } = metrics[line.metric]
      return { ...line, title: title[language], definition: definition[language] }
    }),
    tables: [...table('top', top), ...table('bottom', bottom)],
    alarms: alarms.map(({ text, step, path }) => ({ text: text[language], step: step[language], path })),
    responsible,
  }
}

/** WeCom takes no more than 4,096 bytes of a message. */
const mostBytes = 4096

/** The digest as markdown; `link` opens the console, where it is known. */
export function digestText(of: Digest, language: Language, link: string | null): string {
  const parts = [
    `## ${of.title}（${of.about}）`,
    ...of.lines.map(
      ({ title, text, note }) => `**${title}** ${text}${note ? ` <font color="comment">${note}</font>` : ''}`,
    ),
    ...of.tables.flatMap(({ title, rows }) => [`**${title}**`, ...rows.map((row) => row.filter(Boolean).join(' '))]),
    `**${said.alarms[language]}**`,
    ...(of.alarms.length === 0 ? [said.nothing[language]] : []),
    ...of.alarms.map(
      ({ text, step }, i) => `${i + 1}. ${text}\n> ${of.responsible ? `@${of.responsible} ` : ''}${step}`,
    ),
    ...(link ? [`[${language === 'zh' ? '打开' : 'Open'}](${link})`] : []),
  ]
  return cut(parts.join('\n'))
}

/** Bytes of a letter in UTF-8. */
const bytesOf = (letter: string) => {
  const code = letter.codePointAt(0) ?? 0
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
}

function cut(text: string): string {
  const letters = [...text]
  let bytes = 0
  const most = letters.findIndex((letter) => {
    bytes += bytesOf(letter)
    return bytes > mostBytes - 3
  })
  const all = letters.reduce((sum, letter) => sum + bytesOf(letter), 0)
  return all <= mostBytes ? text : `${letters.slice(0, most).join('')}…`
}

/** The figures of a digest as a file for spreadsheets, each with what it counts. */
export function digestCsv(of: Digest): string {
  const lines = of.lines.map(({ metric, title, value, note, definition }) =>
    csvLine([metric, title, value, note, definition]),
  )
  const tables = of.tables.flatMap(({ title, rows }) => rows.map((row) => csvLine(['', title, ...row])))
  const alarms = of.alarms.map(({ text, step }) => csvLine(['', text, '', step]))
  return [byteOrderMark, csvLine([of.title, of.about]), ...lines, ...tables, ...alarms].join('')
}
