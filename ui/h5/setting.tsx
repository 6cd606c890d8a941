import { type ComponentChildren, createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { dateTime, type Language } from '#base/format'
import type { Texts } from '#base/texts'

/** What every page on the phone is told by the server. */
export interface Setting {
  readonly language: Language
  readonly zone: string
  readonly csrf: string
  readonly now: number
}

const Context = createContext<Setting>({ language: 'zh', zone: 'Asia/Shanghai', csrf: '', now: 0 })

export const useSetting = (): Setting => useContext(Context)

export function SettingProvider({ value, children }: { value: Setting; children: ComponentChildren }) {
  return <Context.Provider value={value}>{children}</Context.Provider>
}

/** The texts in the language of the reader. */
export function useText<T extends object>(both: Texts<T>): T {
  return both[useSetting().language]
}

/** A moment in the workspace's zone, to the minute. */
export function When({ at }: { at: string }) {
  const { language, zone } = useSetting()
  return <time dateTime={at}>{dateTime(at, language, zone)}</time>
}
