import { SearchOutlined } from '@ant-design/icons'
import { useNavigate } from '@tanstack/react-router'
import { Button, Input, type InputRef, Modal } from 'antd'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { texts, useText } from '#ui/preferences'
import { type PageName, pages } from './pages.tsx'

const words = texts({
  zh: {
    search: '搜索',
    hint: '去哪里？也可以输入手机号、姓名、订单号',
    order: (q: string) => `查找订单“${q}”`,
    person: (q: string) => `查找客户“${q}”`,
  },
  en: {
    search: 'Search',
    hint: 'Where to? Or a phone, name or order number',
    order: (q: string) => `Find order “${q}”`,
    person: (q: string) => `Find person “${q}”`,
  },
})

interface Command {
  key: string
  label: string
  run(): void
}

/** ⌘K: pages, people and orders from anywhere. Ignores keys while a Chinese word is being composed. */
export function Palette({ names }: { names: Record<PageName, string> }) {
  const t = useText(words)
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const input = useRef<InputRef>(null)
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => {
      if (event.isComposing || !(event.metaKey || event.ctrlKey) || event.key.toLowerCase() !== 'k') return
      event.preventDefault()
      setOpen(true)
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
  const go = (run: () => void) => () => {
    setOpen(false)
    setQuery('')
    run()
  }
  const q = query.trim()
  const found: Command[] = pages
    .filter(({ name }) => names[name].toLowerCase().includes(q.toLowerCase()))
    .map(({ name, to }) => ({ key: to, label: names[name], run: go(() => void navigate({ to })) }))
  if (q) {
    found.push({ key: 'person', label: t.person(q), run: go(() => void navigate({ to: '/people', search: { q } })) })
    found.push({ key: 'order', label: t.order(q), run: go(() => void navigate({ to: '/orders', search: { q } })) })
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') setAt((at + 1) % found.length)
    if (event.key === 'ArrowUp') setAt((at + found.length - 1) % found.length)
    if (event.key === 'Enter') found[at]?.run()
  }
  return (
    <>
      <Button icon={<SearchOutlined />} aria-label={`${t.search} ⌘K`} onClick={() => setOpen(true)}>
        <span className="only-wide">⌘K</span>
      </Button>
      <Modal
        open={open}
        onCancel={() => setOpen(false)}
        footer={null}
        closable={false}
        title={null}
        width={520}
        afterOpenChange={(shown) => shown && input.current?.focus()}
        destroyOnHidden
      >
        <Input
          ref={input}
          // At once: who types on does not wait for the opening to end.
          autoFocus
          prefix={<SearchOutlined />}
          value={query}
          placeholder={t.hint}
          aria-label={t.hint}
          variant="borderless"
          onChange={(event) => {
            setQuery(event.target.value)
            setAt(0)
          }}
          onKeyDown={onKey}
        />
        <div className="commands" role="listbox" aria-label={t.search}>
          {found.map((command, i) => (
            <button key={command.key} type="button" role="option" aria-selected={i === at} onClick={command.run}>
              {command.label}
            </button>
          ))}
        </div>
      </Modal>
    </>
  )
}
