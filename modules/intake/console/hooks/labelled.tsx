import type { ReactNode } from 'react'

/** A control under its name. */
export function Labelled({ text, help, children }: { text: string; help?: string; children: ReactNode }) {
  return (
    <div className="labelled">
      <span>{text}</span>
      {children}
      {help && <span className="small muted">{help}</span>}
    </div>
  )
}
