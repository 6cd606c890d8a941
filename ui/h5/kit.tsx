import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { texts } from '#base/texts'
import type { Loaded } from './asking.tsx'
import { useText } from './setting.tsx'

const words = texts({
  zh: { again: '重试', close: '关闭', loading: '正在加载' },
  en: { again: 'Try again', close: 'Close', loading: 'Loading' },
})

interface Children {
  readonly children: ComponentChildren
}

/** A group of lines under a heading. */
export function Card({ title, side, children }: Children & { title?: string; side?: ComponentChildren }) {
  return (
    <section class="card">
      {title !== undefined && (
        <h2>
          <span>{title}</span>
          {side}
        </h2>
      )}
      {children}
    </section>
  )
}

/** A label and its value. */
export function Line({ label, children }: Children & { label: string }) {
  return (
    <div class="line">
      <span class="label">{label}</span>
      <span class="value">{children}</span>
    </div>
  )
}

interface ButtonProps extends Children {
  readonly look?: 'main' | 'plain' | 'small' | 'link'
  readonly busy?: boolean
  readonly disabled?: boolean
  readonly label?: string
  onPress(): void
}

export function Button({ look = 'plain', busy = false, disabled = false, label, onPress, children }: ButtonProps) {
  return (
    <button
      type="button"
      class={`button ${look}`}
      disabled={busy || disabled}
      aria-busy={busy}
      aria-label={label}
      onClick={onPress}
    >
      {children}
    </button>
  )
}

/** One of several views of the page; each tab says how much waits behind it. */
export function Tabs<T extends string>({
  of,
  at,
  go,
}: {
  readonly of: readonly { readonly name: T; readonly label: string; readonly count?: number }[]
  readonly at: T
  go(name: T): void
}) {
  return (
    <nav class="tabs">
      {of.map(({ name, label, count = 0 }) => (
        <button key={name} type="button" aria-current={name === at ? 'page' : undefined} onClick={() => go(name)}>
          {label}
          {count > 0 && <b class="count">{count}</b>}
        </button>
      ))}
    </nav>
  )
}

/** What stands where there is nothing. */
export function Empty({ children }: Children) {
  return <p class="empty">{children}</p>
}

/** What went wrong, in words. */
export function Trouble({ children, again }: Children & { again?: () => void }) {
  const t = useText(words)
  return (
    <div class="trouble" role="alert">
      <span>{children}</span>
      {again && (
        <Button look="small" onPress={again}>
          {t.again}
        </Button>
      )}
    </div>
  )
}

/** The answer of the server, or what stands for it. */
export function Load<T>({ of, children }: { of: Loaded<T>; children: (data: T) => ComponentChildren }) {
  const t = useText(words)
  if (of.data !== undefined) return <>{children(of.data)}</>
  if (of.error !== null) return <Trouble again={of.reload}>{of.error}</Trouble>
  return (
    <div class="load" aria-busy="true" role="status" aria-label={t.loading}>
      <i />
      <i />
      <i />
    </div>
  )
}

/** Something above the page, from below; Escape closes it too. */
export function Sheet({ title, close, children }: Children & { title: string; close(): void }) {
  const t = useText(words)
  const at = useRef<HTMLDialogElement>(null)
  useEffect(() => at.current?.showModal(), [])
  return (
    <dialog ref={at} class="sheet" aria-label={title} onClose={close}>
      <header>
        <h2>{title}</h2>
        <Button look="link" onPress={close}>
          {t.close}
        </Button>
      </header>
      <div class="inside">{children}</div>
    </dialog>
  )
}
