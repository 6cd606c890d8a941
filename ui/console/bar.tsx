/** How far something is, 0–1: the browser's own bar, which costs no script. */
export function Bar({ value, label }: { value: number; label: string }) {
  return <progress className="progress-bar" value={Math.min(1, Math.max(0, value))} max={1} aria-label={label} />
}
