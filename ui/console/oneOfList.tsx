import { Select } from 'antd'

export interface OneOfProps<T extends string> {
  label: string
  value: T
  options: readonly { value: T; label: string }[]
  onChange(value: T): void
  minWidth: number
}

/** The list of `OneOf`, loaded by it. */
export function OneOfList({ label, value, options, onChange, minWidth }: OneOfProps<string>) {
  return <Select aria-label={label} value={value} options={[...options]} style={{ minWidth }} onChange={onChange} />
}
