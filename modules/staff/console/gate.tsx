import type { ReactNode } from 'react'
import { useTitle } from '#ui/page'

/** The frame of the two pages before the console: one card in the middle. */
export function Gate({ title, children }: { title: string; children: ReactNode }) {
  useTitle(title)
  return (
    <main className="gate">
      <div className="card">
        <div className="brand">
          <img src="/console/mark.svg" alt="" width={28} height={28} />
          Siyu 私域
        </div>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  )
}
