import { Select } from 'antd'
import type { OneOfProps } from './oneOf.tsx'

/** The list of `OneOf`, loaded by it. */
export function OneOfList({ label, value, options, onChange, minWidth }: OneOfProps<string>) {
  return <Select aria-label={label} value={value} options={[...options]} style={{ minWidth }} onChange={onChange} />
}
