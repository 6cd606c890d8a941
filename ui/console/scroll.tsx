import type { ReactNode } from 'react'

/** A box that scrolls sideways, and is reached by keyboard: what is in it may hold nothing to stop at. */
export const Scroll = ({ label, children }: { label: string; children: ReactNode }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reached by keyboard
  <section className="scroll-x" tabIndex={0} aria-label={label}>
    <div style={{ minWidth: 'max-content' }}>{children}</div>
  </section>
)
