import { useNavigate } from '@tanstack/react-router'
import { Suspense, useEffect, useRef, useState } from 'react'
import { later } from '#ui/later'
import { type PageName, pages } from './pages.tsx'

const ShortcutSheet = later(() => import('./shortcutSheet.tsx').then((module) => module.ShortcutSheet))

/** How long g waits for its letter. */
const waitMs = 1500

/** Typing into a field, choosing in one, and dialogues have their own keys. */
const isBusy = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('input, textarea, select, [contenteditable], [role=combobox], [role=dialog], [role=listbox]') !== null

/** The search field of the page, if it has one. */
function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('#content .ant-input-search input')
  field?.focus()
  field?.select()
  return field !== null
}

/** One key after another: what is meant, and whether g waits for its letter. */
function useKeys(help: () => void) {
  const navigate = useNavigate()
  const since = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    const go = (key: string): boolean => {
      const page = pages.find((one) => one.key === key)
      if (page) void navigate({ to: page.to })
      return page !== undefined
    }
    const act = (key: string, at: number): boolean => {
      const waits = at - since.current < waitMs
      since.current = Number.NEGATIVE_INFINITY
      if (waits) return go(key)
      if (key === '/') return focusSearch()
      if (key === '?') help()
      if (key === 'g') since.current = at
      return key === '?' || key === 'g'
    }
    const listen = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return
      // Shift comes before the question mark that it makes.
      if (isBusy(event.target) || event.key === 'Shift') return
      if (act(event.key.toLowerCase(), event.timeStamp)) event.preventDefault()
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [navigate, help])
}

/** / searches the list, g and a letter goes to a page, ? shows what the keys do. */
export function Shortcuts({ names }: { names: Record<PageName, string> }) {
  const [open, setOpen] = useState(false)
  const [help] = useState(() => () => setOpen(true))
  useKeys(help)
  return (
    open && (
      <Suspense>
        <ShortcutSheet names={names} close={() => setOpen(false)} />
      </Suspense>
    )
  )
}
