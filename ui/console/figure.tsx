import { Button } from 'antd'

interface Props {
  readonly name: string
  readonly value: string
  readonly help: string
  /** Opens who stands behind it; null = nobody, or it is no number of people. */
  readonly open: (() => void) | null
}

/** A large number. */
export const Figure = ({ name, value, help, open }: Props) => (
  <div className="card figure">
    <span className="muted" title={help}>
      {name}
    </span>
    {open === null ? (
      <span className="value">{value}</span>
    ) : (
      <Button
        type="link"
        className="value"
        aria-label={`${name} ${value}`}
        style={{ padding: 0, height: 'auto', justifyContent: 'start', font: 'inherit' }}
        onClick={open}
      >
        <span className="value">{value}</span>
      </Button>
    )}
  </div>
)
