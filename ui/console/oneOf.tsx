import { Suspense } from 'react'
import { later } from './later.tsx'

// The list is a fourteenth of the first page's script; what is chosen stands without it.
const List = later(() => import('./oneOfList.tsx').then((module) => module.OneOfList))

export interface OneOfProps<T extends string> {
  label: string
  value: T
  options: readonly { value: T; label: string }[]
  onChange(value: T): void
  minWidth: number
}

/** One of few. Until its list is loaded, what is chosen holds its place. */
export function OneOf<T extends string>({ label, value, options, onChange, minWidth }: OneOfProps<T>) {
  const choose = (to: string) => {
    const found = options.find((one) => one.value === to)
    if (found) onChange(found.value)
  }
  const place = (
    <span className="one-of-place" style={{ minWidth }}>
      {options.find((one) => one.value === value)?.label}
    </span>
  )
  return (
    <Suspense fallback={place}>
      <List label={label} value={value} options={options} onChange={choose} minWidth={minWidth} />
    </Suspense>
  )
}
