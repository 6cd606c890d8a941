import { InputNumber } from 'antd'
import { useState } from 'react'
import { useText } from '#ui/preferences'
import { leastSide, pngOf, quietModules, svgOf } from './code.tsx'
import { promotingWords } from './words.tsx'

interface Props {
  readonly address: string
  readonly name: string
  /** What its file is called. */
  readonly file: string
  readonly color: string
}

const most = 3000

/** A code at the size that is asked for, as a picture that scales and as one that does not. */
export function CodeOf({ address, name, file, color }: Props) {
  const t = useText(promotingWords)
  const [side, setSide] = useState(600)
  return (
    <div className="stack">
      <img
        src={svgOf(address, color)}
        alt={`${t.qr} ${name}`}
        width={240}
        height={240}
        style={{ background: '#fff', borderRadius: 8 }}
      />
      <label className="row" htmlFor="code-side">
        {t.side}
        <InputNumber
          id="code-side"
          min={leastSide}
          max={most}
          step={60}
          precision={0}
          value={side}
          onChange={(value) => setSide(Math.min(most, Math.max(leastSide, value ?? leastSide)))}
        />
      </label>
      <span className="small muted">{t.sideHelp(quietModules)}</span>
      <span className="row">
        <a className="go" href={pngOf(address, side, color)} download={`${file}-${side}.png`}>
          {t.png}
        </a>
        <a className="go" href={svgOf(address, color)} download={`${file}.svg`}>
          {t.svg}
        </a>
      </span>
    </div>
  )
}
