import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { addDays, type DayRange } from '#base/range'

/** Two days by calendar; the end of a range is the day after its last. */
export function Days({ value, onChange }: { value: DayRange | null; onChange(range: DayRange): void }) {
  return (
    <DatePicker.RangePicker
      allowClear={false}
      value={value && [dayjs(value.from), dayjs(addDays(value.to, -1))]}
      onChange={(days) => {
        const [from, last] = days ?? []
        if (from && last) onChange({ from: from.format('YYYY-MM-DD'), to: last.add(1, 'day').format('YYYY-MM-DD') })
      }}
    />
  )
}
