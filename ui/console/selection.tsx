import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { exact } from '#base/format'
import { texts, usePreferences, useText } from './preferences.tsx'

const words = texts({
  zh: {
    picked: (n: string) => `已选 ${n} 条`,
    about: (n: string) => `约 ${n}`,
    loaded: (n: string) => `全选已加载的 ${n} 条`,
    every: (n: string) => `选择全部 ${n} 条`,
    unpick: '取消选择',
  },
  en: {
    picked: (n: string) => `${n} selected`,
    about: (n: string) => `about ${n}`,
    loaded: (n: string) => `Select all ${n} loaded`,
    every: (n: string) => `Select all ${n}`,
    unpick: 'Clear selection',
  },
})

/** What somebody has picked of a list: some rows, or all that the filter finds but some. */
export type Picked = { all: false; ids: readonly string[] } | { all: true; except: readonly string[]; about: number }

const none: Picked = { all: false, ids: [] }

/** The total of a list with its present filter. */
type Total = { count: number; exact: boolean } | undefined

/** What is picked, as the boxes of a table show it; it stays while more rows are loaded. */
export function useSelection(loaded: readonly string[], total: Total) {
  const [picked, setPicked] = useState<Picked>(none)
  const keys = picked.all ? loaded.filter((key) => !picked.except.includes(key)) : [...picked.ids]
  const tick = (ticked: readonly string[]) => {
    if (!picked.all) return setPicked({ all: false, ids: ticked })
    const except = loaded.filter((key) => !ticked.includes(key))
    setPicked({ ...picked, except })
  }
  const count = picked.all ? Math.max(0, picked.about - picked.except.length) : picked.ids.length
  return {
    ...{ picked, keys, count, tick },
    clear: () => setPicked(none),
    pickLoaded: () => setPicked({ all: false, ids: loaded }),
    /** Null where there are no more than are loaded, or nobody knows how many. */
    pickEvery:
      total && total.count > loaded.length && !picked.all
        ? () => setPicked({ all: true, except: [], about: total.count })
        : null,
  }
}

interface Props {
  selection: ReturnType<typeof useSelection>
  loaded: number
  total: Total
  children: ReactNode
}

/** How many are picked, how to pick more, and what can be done with them. */
export function SelectionBar({ selection, loaded, total, children }: Props) {
  const t = useText(words)
  const { language } = usePreferences()
  const { picked, count, pickEvery } = selection
  if (count === 0) return null
  const text = (n: number, isExact = true) => (isExact ? exact(n, language) : t.about(exact(n, language)))
  return (
    <div className="bulk">
      <strong className="num">{t.picked(text(count, !picked.all || total?.exact))}</strong>
      {!picked.all && count < loaded && (
        <Button type="link" size="small" onClick={selection.pickLoaded}>
          {t.loaded(text(loaded))}
        </Button>
      )}
      {count >= loaded && pickEvery && (
        <Button type="link" size="small" onClick={pickEvery}>
          {t.every(text(total?.count ?? 0, total?.exact))}
        </Button>
      )}
      {children}
      <span className="grow" />
      <Button type="text" onClick={selection.clear}>
        {t.unpick}
      </Button>
    </div>
  )
}
