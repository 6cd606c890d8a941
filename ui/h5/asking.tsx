import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { texts } from '#base/texts'
import { Refused } from './api.tsx'
import { useText } from './setting.tsx'

const words = texts({
  zh: { offline: '连不上服务器，请检查网络' },
  en: { offline: 'The server cannot be reached: look at the network' },
})

/** What a failed call is told as. */
function useSaid() {
  const t = useText(words)
  return (error: unknown): string => (error instanceof Refused ? error.message : t.offline)
}

export interface Loaded<T> {
  readonly data: T | undefined
  readonly error: string | null
  reload(): void
}

/** Asks once the page stands, and again when `key` is another; the old answer stays until the new one is there. */
export function useLoad<T>(load: () => Promise<T>, key: string, first?: T): Loaded<T> {
  const said = useSaid()
  const latest = useRef(load)
  latest.current = load
  const [data, setData] = useState<T | undefined>(first)
  const [trouble, setTrouble] = useState<unknown>(null)
  const [asked, setAsked] = useState({ key, round: first === undefined ? 1 : 0 })
  useEffect(() => setAsked((before) => (before.key === key ? before : { key, round: before.round + 1 })), [key])
  useEffect(() => {
    if (asked.round === 0) return
    let isOver = false
    latest.current().then(
      (found) => {
        if (isOver) return
        setData(found)
        setTrouble(null)
      },
      (error: unknown) => !isOver && setTrouble(error),
    )
    return () => {
      isOver = true
    }
  }, [asked])
  const reload = useCallback(() => setAsked((before) => ({ ...before, round: before.round + 1 })), [])
  return { data, error: trouble === null ? null : said(trouble), reload }
}

export interface Acting<A extends unknown[]> {
  /** True when it went through. */
  run(...args: A): Promise<boolean>
  readonly pending: boolean
  readonly error: string | null
}

/** Does something once at a time, and keeps what the server said against it. */
export function useAct<A extends unknown[]>(act: (...args: A) => Promise<unknown>): Acting<A> {
  const said = useSaid()
  const [pending, setPending] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const run = async (...args: A) => {
    if (pending) return false
    setPending(true)
    setError(null)
    try {
      await act(...args)
      return true
    } catch (trouble) {
      setError(said(trouble))
      return false
    } finally {
      setPending(false)
    }
  }
  return { run, pending, error }
}
