import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react'
import type { Language } from '#base/format'
import type { Texts } from '#base/texts'

export { texts } from '#base/texts'

export type ThemeChoice = 'light' | 'dark' | 'system'

export interface Preferences {
  language: Language
  setLanguage(language: Language): void
  theme: ThemeChoice
  setTheme(theme: ThemeChoice): void
  isDark: boolean
}

const Context = createContext<Preferences | null>(null)

/** Language, theme and reading habits of this browser. */
export function usePreferences(): Preferences {
  const value = use(Context)
  if (!value) throw new Error('usePreferences needs PreferencesProvider')
  return value
}

function stored<T extends string>(name: string, allowed: readonly T[], fallback: T): T {
  const found = localStorage.getItem(`siyu.${name}`)
  return allowed.find((one) => one === found) ?? fallback
}

function useStored<T extends string>(name: string, allowed: readonly T[], fallback: T) {
  const [value, setValue] = useState(() => stored(name, allowed, fallback))
  const set = (next: T) => {
    localStorage.setItem(`siyu.${name}`, next)
    setValue(next)
  }
  return [value, set] as const
}

const darkQuery = '(prefers-color-scheme: dark)'

export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useStored<Language>('language', ['zh', 'en'], 'zh')
  const [theme, setTheme] = useStored<ThemeChoice>('theme', ['light', 'dark', 'system'], 'system')
  const [systemDark, setSystemDark] = useState(() => matchMedia(darkQuery).matches)
  useEffect(() => {
    const media = matchMedia(darkQuery)
    const listen = () => setSystemDark(media.matches)
    media.addEventListener('change', listen)
    return () => media.removeEventListener('change', listen)
  }, [])
  const isDark = theme === 'dark' || (theme === 'system' && systemDark)
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
    document.documentElement.dataset.theme = isDark ? 'dark' : 'light'
  }, [language, isDark])
  const value = useMemo(
    () => ({
      language,
      setLanguage,
      theme,
      setTheme,
      isDark,
    }),
    [language, theme, isDark, setLanguage, setTheme],
  )
  return <Context value={value}>{children}</Context>
}

/** The texts in the language of this browser. */
export function useText<T extends object>(both: Texts<T>): T {
  return both[usePreferences().language]
}

/** True below 768 px, where tables become cards. */
export function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => matchMedia('(max-width: 767px)').matches)
  useEffect(() => {
    const media = matchMedia('(max-width: 767px)')
    const listen = () => setNarrow(media.matches)
    media.addEventListener('change', listen)
    return () => media.removeEventListener('change', listen)
  }, [])
  return narrow
}

/** The browser tab says where one is. */
export function useTitle(title: string) {
  useEffect(() => {
    document.title = `${title} · Siyu 私域`
  }, [title])
}
