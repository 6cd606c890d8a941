import { useNavigate } from '@tanstack/react-router'
import { Modal } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { texts, useText } from '#ui/preferences'
import { type PageName, pages } from './pages.tsx'

const words = texts({
  zh: {
    title: '键盘快捷键',
    general: '通用',
    go: '前往页面',
    palette: '搜索页面、客户、订单',
    search: '在列表里搜索',
    help: '显示这张表',
    close: '关闭弹层',
    after: '再按',
  },
  en: {
    title: 'Keyboard shortcuts',
    general: 'Anywhere',
    go: 'Go to a page',
    palette: 'Search pages, people, orders',
    search: 'Search the list',
    help: 'Show this sheet',
    close: 'Close what is open',
    after: 'then',
  },
})

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
  const t = useText(words)
  const [open, setOpen] = useState(false)
  const [help] = useState(() => () => setOpen(true))
  useKeys(help)
  return (
    <Modal open={open} onCancel={() => setOpen(false)} footer={null} title={t.title} width={640} destroyOnHidden>
      <div className="two shortcuts">
        <dl aria-label={t.general}>
          <Key keys={['⌘ / Ctrl', 'K']} does={t.palette} />
          <Key keys={['/']} does={t.search} />
          <Key keys={['?']} does={t.help} />
          <Key keys={['Esc']} does={t.close} />
        </dl>
        <dl aria-label={t.go}>
          {pages.map(({ name, key }) => (
            <Key key={name} keys={['G', key.toUpperCase()]} between={t.after} does={names[name]} />
          ))}
        </dl>
      </div>
    </Modal>
  )
}

function Key({ keys, between, does }: { keys: string[]; between?: string; does: string }) {
  return (
    <div>
      <dt>
        {keys.map((key, i) => (
          <span key={key}>
            {i > 0 && between && <span className="small muted"> {between} </span>}
            <kbd>{key}</kbd>
          </span>
        ))}
      </dt>
      <dd>{does}</dd>
    </div>
  )
}
