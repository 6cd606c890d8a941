import { TableOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { LineChart } from 'echarts/charts'
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components'
import { type EChartsType, init, use as register } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { useEffect, useRef, useState } from 'react'
import { texts, useText } from './preferences.tsx'
import { useLook } from './theme.tsx'

register([LineChart, GridComponent, TooltipComponent, AriaComponent, SVGRenderer])

const words = texts({
  zh: { table: '看表格', chart: '看图', time: '时间' },
  en: { table: 'Show table', chart: 'Show chart', time: 'Time' },
})

export interface Line {
  name: string
  color: string
  values: (number | null)[]
}

interface Props {
  title: string
  labels: string[]
  lines: Line[]
  /** How a value is written. */
  show: (value: number | null) => string
  /** Points from here on belong to a unit that is not over: drawn dashed. */
  openFrom?: number
}

/** Lines over time; the same numbers as a table one button away. */
export function LineFigure(props: Props) {
  const t = useText(words)
  const [table, setTable] = useState(false)
  return (
    <section className="card">
      <h2>
        {props.title}
        <span className="grow" />
        {props.lines.length > 1 && <Legend lines={props.lines} />}
        <Button size="small" type="text" icon={<TableOutlined />} onClick={() => setTable(!table)}>
          {table ? t.chart : t.table}
        </Button>
      </h2>
      {table ? <Values {...props} /> : <LineCanvas {...props} />}
    </section>
  )
}

/** Which line is which, in words beside the colours. */
function Legend({ lines }: { lines: readonly Line[] }) {
  return (
    <span className="row small muted">
      {lines.map(({ name, color }) => (
        <span key={name}>
          <span aria-hidden="true" style={{ color }}>
            ━
          </span>{' '}
          {name}
        </span>
      ))}
    </span>
  )
}

function Values({ labels, lines, show }: Props) {
  const t = useText(words)
  return (
    <div style={{ maxHeight: 280, overflow: 'auto' }}>
      <table className="lines">
        <thead>
          <tr className="muted">
            <th scope="col">{t.time}</th>
            {lines.map((line) => (
              <th key={line.name} scope="col">
                {line.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((label, i) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {lines.map((line) => (
                <td key={line.name}>{show(line.values[i] ?? null)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The lines alone, for a card that has its own head and table. */
export function LineCanvas({ title, labels, lines, show, openFrom }: Props) {
  const look = useLook()
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType | null>(null)
  useEffect(() => {
    if (!place.current) return
    const made = init(place.current, null, { renderer: 'svg' })
    chart.current = made
    const watch = new ResizeObserver(() => made.resize())
    watch.observe(place.current)
    return () => {
      watch.disconnect()
      made.dispose()
    }
  }, [])
  useEffect(() => {
    const cut = openFrom ?? labels.length
    chart.current?.setOption(
      {
        animation: false,
        aria: { enabled: true, label: { description: title } },
        grid: { left: 8, right: 16, top: 16, bottom: 4, containLabel: true },
        tooltip: {
          trigger: 'axis',
          backgroundColor: look.paper,
          borderColor: look.line,
          textStyle: { color: look.ink },
          valueFormatter: (value: number | null) => show(value),
        },
        xAxis: {
          type: 'category',
          data: labels,
          axisLine: { lineStyle: { color: look.line } },
          axisTick: { show: false },
          axisLabel: { color: look.ink3 },
        },
        yAxis: {
          type: 'value',
          // Between one person and two there is no line.
          ...(lines.every(({ values }) => values.every((one) => one === null || Number.isInteger(one)))
            ? { minInterval: 1 }
            : {}),
          splitLine: { lineStyle: { color: look.line } },
          axisLabel: { color: look.ink3, formatter: (value: number) => show(value) },
        },
        series: lines.flatMap((line) => [
          {
            type: 'line',
            name: line.name,
            data: line.values.map((v, i) => (i < cut ? v : null)),
            symbol: 'none',
            lineStyle: { color: line.color, width: 1.5 },
            itemStyle: { color: line.color },
          },
          {
            type: 'line',
            name: line.name,
            data: line.values.map((v, i) => (i >= cut - 1 ? v : null)),
            symbol: 'none',
            lineStyle: { color: line.color, width: 1.5, type: 'dashed' },
            itemStyle: { color: line.color },
            tooltip: { show: false },
          },
        ]),
      },
      { notMerge: true },
    )
  }, [title, labels, lines, show, openFrom, look])
  return <div ref={place} style={{ height: 260 }} role="img" aria-label={title} />
}
