import type { Bilingual } from '#kit/api'
import { no, ok, type Result } from '#kit/result'
import { day, minute, parseTime, second } from '#kit/time'
import { type FigureName, type Figures, figureNames, figureOf, secondsOf } from './figures.ts'

/** A live room as a row of a file tells of it. Times are epoch ms. */
export interface LiveRoom {
  /** The platform's number of it, or when it began. */
  readonly key: string
  readonly account: string | null
  readonly title: string
  readonly startedAt: number
  readonly endedAt: number | null
  readonly figures: Figures
}

export const roomReasons = {
  'no-start': { zh: '没有开播时间', en: 'It is not said when it began' },
  'bad-start': { zh: '看不懂开播时间', en: 'When it began cannot be read' },
  'bad-end': { zh: '看不懂结束时间或时长', en: 'When it ended cannot be read' },
  'ends-before': { zh: '结束早于开播', en: 'It ended before it began' },
  'out-of-range': { zh: '时间早于 2017 年或晚于明天', en: 'Before 2017 or after tomorrow' },
  'bad-figure': { zh: '看不懂的数字，这一格当作没有', en: 'A figure that cannot be read: this cell is left out' },
} as const satisfies Record<string, Bilingual>
export type RoomReason = keyof typeof roomReasons

export interface RoomRefusal {
  readonly code: RoomReason
  readonly target: string
}

type Cells = Readonly<Record<string, string>>

/** Before it no platform had live rooms with a shop. */
const oldest = Date.UTC(2017, 0, 1)

/** Reads a row; a figure that cannot be read is named and left out, a room that has no time is none. */
export function readRoom(
  cells: Cells,
  { zone, now }: { zone: string; now: number },
): Result<{ room: LiveRoom; doubts: readonly RoomRefusal[] }, RoomRefusal> {
  const { startedAt: begin, endedAt: end, duration, roomNo, title = '', account = null } = cells
  if (begin === undefined) return no({ code: 'no-start', target: 'startedAt' })
  const started = parseTime(begin, zone)
  if (!started.ok) return no({ code: 'bad-start', target: 'startedAt' })
  if (started.value < oldest || started.value > now + day) return no({ code: 'out-of-range', target: 'startedAt' })
  const ended = endOf(started.value, { end, duration }, zone)
  if (!ended.ok) return ended
  const figures: Partial<Record<FigureName, number>> = {}
  const doubts: RoomRefusal[] = []
  for (const name of figureNames) {
    const text = cells[name]
    if (text === undefined) continue
    const value = figureOf(name, text)
    if (value === null) doubts.push({ code: 'bad-figure', target: name })
    else figures[name] = value
  }
  const key = roomNo ?? new Date(started.value).toISOString()
  const times = { startedAt: started.value, endedAt: ended.value }
  return ok({ room: { key, account, title: title.slice(0, 200), ...times, figures }, doubts })
}

function endOf(
  start: number,
  { end, duration }: { end: string | undefined; duration: string | undefined },
  zone: string,
): Result<number | null, RoomRefusal> {
  if (end !== undefined) {
    const read = parseTime(end, zone)
    if (!read.ok) return no({ code: 'bad-end', target: 'endedAt' })
    return read.value < start ? no({ code: 'ends-before', target: 'endedAt' }) : ok(read.value)
  }
  if (duration === undefined) return ok(null)
  const seconds = secondsOf(duration, minute / second)
  return seconds === null ? no({ code: 'bad-end', target: 'duration' }) : ok(start + seconds * second)
}
