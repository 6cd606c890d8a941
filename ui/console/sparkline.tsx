const width = 120
const height = 28

interface Props {
  values: readonly number[]
  /** What a listener is told instead of the line. */
  label: string
}

/** A line of one pixel without axes; it says how it went, the number beside it says how much. */
export function Sparkline({ values, label }: Props) {
  const low = Math.min(...values)
  const span = Math.max(...values) - low
  const x = (i: number) => (values.length < 2 ? width : (i / (values.length - 1)) * width)
  // A flat line stands in the middle: at the bottom it would look like nothing.
  const y = (value: number) => (span === 0 ? height / 2 : height - 1 - ((value - low) / span) * (height - 2))
  const points = values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`).join(' ')
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <polyline points={points} fill="none" vectorEffect="non-scaling-stroke" />
    </svg>
  )
}
