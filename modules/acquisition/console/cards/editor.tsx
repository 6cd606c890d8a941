import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { useText } from '#ui/preferences'
import type { CardForm } from '../../core/card.ts'
import { type Box, cardsApi, type Design, type Layout } from './api.tsx'
import { Boxes } from './boxes.tsx'
import { BoxFields } from './boxFields.tsx'
import { Canvas } from './canvas.tsx'
import { Checked } from './checked.tsx'
import { useHistory } from './history.tsx'
import { cardWords } from './words.tsx'

const { query } = cardsApi

interface Props {
  form: CardForm
  marketplace: Design['marketplace']
  first: Layout
  change(layout: Layout): void
  /** What else is said of the design. */
  children: ReactNode
}

/** The layout as it is printed, what stands on it, and what speaks against it. */
export function Editor({ form, marketplace, first, change, children }: Props) {
  const t = useText(cardWords)
  const history = useHistory(first, change)
  const [at, setAt] = useState(0)
  const layout = history.now
  const shown = usePreview(form, marketplace, layout)
  const set = (boxes: Box[], isSame = false) => history.set({ ...layout, boxes }, isSame)
  const box = layout.boxes[at]
  const put = (next: Box, isSame = false) => set(layout.boxes.with(at, next), isSame)
  return (
    <div className="card-editor">
      <section className="card stack">
        <h2>{t.layout}</h2>
        <span className="small muted">{t.layoutHelp}</span>
        <Canvas
          form={form}
          layout={layout}
          picture={shown.data?.picture}
          busy={shown.isFetching}
          chosen={at}
          choose={setAt}
          undo={history.undo}
          redo={history.redo}
          move={(i, next, isSame) => set(layout.boxes.with(i, next), isSame)}
        />
        {shown.data && <Checked of={shown.data} marketplace={t.marketplaces[marketplace]} />}
      </section>
      <div className="stack">
        <section className="card">{children}</section>
        <section className="card stack">
          <Boxes
            {...{ form, layout, at, history }}
            choose={setAt}
            set={(boxes, chosen) => {
              set(boxes)
              setAt(chosen)
            }}
          />
          {box && <BoxFields key={`${at} ${box.kind}`} box={box} put={put} />}
        </section>
      </div>
    </div>
  )
}

/** Drawn by the hand that prints, a moment after the last change. */
function usePreview(form: CardForm, marketplace: Design['marketplace'], layout: Layout) {
  const [asked, setAsked] = useState(layout)
  useEffect(() => {
    const timer = setTimeout(() => setAsked(layout), 250)
    return () => clearTimeout(timer)
  }, [layout])
  return useQuery(
    query.preview.queryOptions({
      input: { form, marketplace, layout: asked },
      placeholderData: keepPreviousData,
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 60_000,
    }),
  )
}
