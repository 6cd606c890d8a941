import { useRef } from 'react'
import { useText } from '#ui/preferences'
import { bleed, type CardForm, shapeOf } from '../../core/card.ts'
import type { Box, Layout } from './api.tsx'
import { nameOf } from './boxName.tsx'
import { cardWords } from './words.tsx'

interface Props {
  form: CardForm
  layout: Layout
  picture: string | undefined
  busy: boolean
  chosen: number
  choose(at: number): void
  move(at: number, box: Box, isSame: boolean): void
  undo: (() => void) | undefined
  redo: (() => void) | undefined
}

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ...{ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] },
}
const rounded = (mm: number) => Math.round(mm * 10) / 10

/** The card as it is printed, with what can be chosen and moved on it. */
export function Canvas({ form, layout, picture, busy, chosen, choose, move, undo, redo }: Props) {
  const t = useText(cardWords)
  const { width, height } = shapeOf[form]
  const [wide, tall] = [width + 2 * bleed, height + 2 * bleed]
  const place = useRef<HTMLDivElement>(null)
  const drag = useRef<{ at: number; x: number; y: number; box: Box; begun: boolean } | null>(null)
  const share = (mm: number, of: number) => `${(100 * mm) / of}%`
  const follow = (event: React.PointerEvent) => {
    const from = drag.current
    const mmOfPixel = wide / (place.current?.clientWidth || wide)
    if (!from) return
    const [dx, dy] = [(event.clientX - from.x) * mmOfPixel, (event.clientY - from.y) * mmOfPixel]
    if (!from.begun && Math.hypot(dx, dy) < 0.5) return
    move(from.at, { ...from.box, x: rounded(from.box.x + dx), y: rounded(from.box.y + dy) }, from.begun)
    from.begun = true
  }
  const press = (event: React.KeyboardEvent, at: number, box: Box) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z') {
      event.preventDefault()
      return event.shiftKey ? redo?.() : undo?.()
    }
    const step = arrows[event.key]
    if (!step) return
    event.preventDefault()
    const by = event.shiftKey ? 0.2 : 1
    move(at, { ...box, x: rounded(box.x + step[0] * by), y: rounded(box.y + step[1] * by) }, event.repeat)
  }
  return (
    <div
      className="card-canvas"
      ref={place}
      aria-busy={busy}
      style={{ aspectRatio: `${wide} / ${tall}`, maxWidth: `min(100%, ${Math.round((560 * wide) / tall)}px)` }}
    >
      {picture && <img src={picture} alt={t.preview} draggable={false} />}
      {layout.boxes.map((box, at) => (
        <button
          // biome-ignore lint/suspicious/noArrayIndexKey: boxes are known by their layer.
          key={at}
          type="button"
          aria-label={nameOf(box, t.kinds)}
          aria-pressed={at === chosen}
          style={{
            ...{ left: share(box.x + bleed, wide), top: share(box.y + bleed, tall) },
            ...{ width: share(box.width, wide), height: share(box.height, tall) },
          }}
          onFocus={() => choose(at)}
          onClick={() => choose(at)}
          onKeyDown={(event) => press(event, at, box)}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId)
            drag.current = { at, x: event.clientX, y: event.clientY, box, begun: false }
          }}
          onPointerMove={follow}
          onPointerUp={() => {
            drag.current = null
          }}
        />
      ))}
    </div>
  )
}
