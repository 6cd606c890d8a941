import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTitle } from '#ui/page'
import { usePreferences } from '#ui/preferences'

/** The frame of the pages before the console: one card in the middle, and the other language for whoever needs it. */
export function Gate({ title, above, children }: { title: string; above?: ReactNode; children: ReactNode }) {
  useTitle(title)
  const { language, setLanguage } = usePreferences()
  return (
    <main className="gate">
      <div className="card">
        <div className="brand">
          <img src="/console/mark.svg" alt="" width={28} height={28} />
          Siyu 私域
          <span className="grow" />
          <Button type="text" size="small" onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}>
            {language === 'zh' ? 'English' : '中文'}
          </Button>
        </div>
        {above}
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  )
}
