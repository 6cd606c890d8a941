import { Button, Input } from 'antd'
import { useState } from 'react'
import { useText } from '#ui/preferences'
import { type CardForm, shapeOf } from '../../core/card.ts'
import type { Box, Layout } from './api.tsx'
import { nameOf } from './boxName.tsx'
import type { useHistory } from './history.tsx'
import { cardWords } from './words.tsx'

const fresh = (kind: Exclude<Box['kind'], 'picture'>, form: CardForm, text: string): Box => {
  const { width, height } = shapeOf[form]
  const place = { x: 8, y: height / 2 - 5, width: width - 16, height: 10 }
  const ink = { color: '#14201c', align: 'center' as const }
  if (kind === 'text') return { kind, ...place, text, size: 10, weight: 400, ...ink }
  if (kind === 'code') return { kind, ...place, height: 5, size: 7, ...ink }
  if (kind === 'qr') return { kind, x: (width - 30) / 2, y: height - 40, width: 30, height: 30 }
  return { kind: 'area', ...place, color: '#e8f3ee' }
}

interface BoxesProps {
  form: CardForm
  layout: Layout
  at: number
  history: ReturnType<typeof useHistory>
  choose(at: number): void
  set(boxes: Box[], chosen: number): void
}

/** What stands on the card, from the lowest to the highest. */
export function Boxes({ form, layout, at, history, choose, set }: BoxesProps) {
  const t = useText(cardWords)
  const { boxes } = layout
  return (
    <>
      <div className="row">
        <h2>{t.boxes}</h2>
        <span className="grow" />
        <Button size="small" disabled={!history.undo} onClick={() => history.undo?.()}>
          {t.undo}
        </Button>
        <Button size="small" disabled={!history.redo} onClick={() => history.redo?.()}>
          {t.redo}
        </Button>
      </div>
      <fieldset className="plain-set row" style={{ gap: 6 }} aria-label={t.boxes}>
        {boxes.map((one, i) => (
          <Button
            // biome-ignore lint/suspicious/noArrayIndexKey: boxes are known by their layer.
            key={i}
            size="small"
            type={i === at ? 'primary' : 'default'}
            aria-pressed={i === at}
            onClick={() => choose(i)}
          >
            {nameOf(one, t.kinds)}
          </Button>
        ))}
      </fieldset>
      <Adding form={form} add={(box) => set([...boxes, box], boxes.length)} />
      <span className="row small">
        <label htmlFor="card-ground">{t.ground}</label>
        <Input
          id="card-ground"
          type="color"
          value={layout.ground}
          style={{ width: 56 }}
          onChange={({ target }) => history.set({ ...layout, ground: target.value })}
        />
      </span>
      <Layer boxes={boxes} at={at} set={set} />
    </>
  )
}

function Adding({ form, add }: { form: CardForm; add(box: Box): void }) {
  const t = useText(cardWords)
  return (
    <div className="row" style={{ gap: 6 }}>
      {(['text', 'area', 'qr', 'code'] as const).map((kind) => (
        <Button key={kind} size="small" type="dashed" onClick={() => add(fresh(kind, form, t.kinds.text))}>
          {t.add} {t.kinds[kind]}
        </Button>
      ))}
      <PictureButton label={`${t.add} ${t.kinds.picture}`} take={(picture) => add(pictureBox(picture, form))} />
    </div>
  )
}

/** Where the chosen thing stands among the others. */
function Layer({ boxes, at, set }: { boxes: Box[]; at: number; set(boxes: Box[], chosen: number): void }) {
  const t = useText(cardWords)
  const box = boxes[at]
  const swap = (to: number) => {
    const other = boxes[to]
    if (box && other) set(boxes.with(at, other).with(to, box), to)
  }
  if (!box) return null
  return (
    <div className="row" style={{ gap: 6 }}>
      <strong>{nameOf(box, t.kinds)}</strong>
      <span className="grow" />
      <Button size="small" disabled={at === boxes.length - 1} onClick={() => swap(at + 1)}>
        {t.up}
      </Button>
      <Button size="small" disabled={at === 0} onClick={() => swap(at - 1)}>
        {t.down}
      </Button>
      <Button size="small" danger onClick={() => set(boxes.toSpliced(at, 1), Math.max(0, at - 1))}>
        {t.remove}
      </Button>
    </div>
  )
}

const pictureBox = (picture: string, form: CardForm): Box => ({
  ...{ kind: 'picture', x: 8, y: 8, width: shapeOf[form].width - 16, height: 30, picture },
})

/** Takes a picture from the reader's machine, as it is kept in the layout. */
function PictureButton({ label, take }: { label: string; take(picture: string): void }) {
  const t = useText(cardWords)
  const [isLarge, setLarge] = useState(false)
  return (
    <label className="file-button">
      <input
        type="file"
        accept="image/png,image/jpeg,image/webp"
        aria-label={label}
        onChange={({ target }) => {
          const file = target.files?.[0]
          target.value = ''
          if (!file) return
          setLarge(file.size > 1_500_000)
          if (file.size > 1_500_000) return
          const reader = new FileReader()
          reader.onload = () => take(String(reader.result))
          reader.readAsDataURL(file)
        }}
      />
      <span title={t.pictureHelp}>{label}</span>
      {isLarge && <span className="danger small">{t.pictureLarge}</span>}
    </label>
  )
}
