/** What WeCom takes in moments: an MP4 of 10 MB and 30 seconds at most. */
export const videoLimits = { bytes: 10 * 1024 * 1024, seconds: 30 } as const

interface Box {
  readonly name: string
  /** Where its content begins and ends. */
  readonly from: number
  readonly to: number
}

/** The boxes of an MP4 between two places; what cannot be one ends the list. */
function boxesIn(view: DataView, from: number, to: number): Box[] {
  const boxes: Box[] = []
  for (let at = from; at + 8 <= to; ) {
    const short = view.getUint32(at)
    const long = short === 1 && at + 16 <= to ? Number(view.getBigUint64(at + 8)) : null
    const size = short === 0 ? to - at : (long ?? short)
    const head = long === null ? 8 : 16
    if (size < head || at + size > to) break
    const name = String.fromCharCode(...[4, 5, 6, 7].map((i) => view.getUint8(at + i)))
    boxes.push({ name, from: at + head, to: at + size })
    at += size
  }
  return boxes
}

/** How long an MP4 lasts, in seconds; null = it is none, or is broken. (ISO 14496-12: `ftyp` first, `mvhd` in `moov`.) */
export function mp4Seconds(bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const all = boxesIn(view, 0, bytes.length)
  const moov = all.find(({ name }) => name === 'moov')
  if (all[0]?.name !== 'ftyp' || !moov) return null
  const head = boxesIn(view, moov.from, moov.to).find(({ name }) => name === 'mvhd')
  if (!head || head.to - head.from < 20) return null
  const isLong = view.getUint8(head.from) === 1
  if (isLong && head.to - head.from < 32) return null
  const scale = view.getUint32(head.from + (isLong ? 20 : 12))
  const length = isLong ? Number(view.getBigUint64(head.from + 24)) : view.getUint32(head.from + 16)
  return scale > 0 ? length / scale : null
}

/** Why a video is refused; null = the platform takes it. */
export function videoTrouble(bytes: Uint8Array): 'video-no-mp4' | 'video-too-long' | 'video-too-large' | null {
  if (bytes.length > videoLimits.bytes) return 'video-too-large'
  const seconds = mp4Seconds(bytes)
  if (seconds === null || seconds <= 0) return 'video-no-mp4'
  return seconds > videoLimits.seconds ? 'video-too-long' : null
}
