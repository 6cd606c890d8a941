import { Form, Input, Select } from 'antd'
import { useText } from '#ui/preferences'
import type { Box } from './api.tsx'
import { cardWords } from './words.tsx'

interface Props {
  box: Box
  put(box: Box): void
}

/** What is said of one thing on a card. */
export function BoxFields({ box, put }: Props) {
  const t = useText(cardWords)
  return (
    <Form layout="vertical" component={false}>
      {box.kind === 'text' && (
        <Form.Item label={t.words} htmlFor="box-text">
          <Input.TextArea
            id="box-text"
            value={box.text}
            maxLength={300}
            autoSize={{ minRows: 2 }}
            onChange={({ target }) => put({ ...box, text: target.value })}
          />
        </Form.Item>
      )}
      {(box.kind === 'text' || box.kind === 'code') && <Lettering box={box} put={put} />}
      {box.kind === 'area' && (
        <Form.Item label={t.color} htmlFor="box-color">
          <Input
            id="box-color"
            type="color"
            value={box.color}
            style={{ width: 64 }}
            onChange={({ target }) => put({ ...box, color: target.value })}
          />
        </Form.Item>
      )}
      <div className="row top">
        {(['x', 'y', 'width', 'height'] as const).map((side) => (
          <Millimetres
            key={side}
            label={t[side]}
            id={`box-${side}`}
            value={box[side]}
            least={side === 'width' || side === 'height' ? 0.5 : -10}
            set={(value) =>
              // A code is square.
              put(
                box.kind === 'qr' && (side === 'width' || side === 'height')
                  ? { ...box, width: value, height: value }
                  : { ...box, [side]: value },
              )
            }
          />
        ))}
      </div>
    </Form>
  )
}

interface SideProps {
  label: string
  id: string
  value: number
  least: number
  set(value: number): void
}

function Millimetres({ label, id, value, least, set }: SideProps) {
  return (
    <Form.Item label={label} htmlFor={id} style={{ marginBottom: 8 }}>
      <Input
        id={id}
        type="number"
        step={0.5}
        min={least}
        max={400}
        value={value}
        style={{ width: 92 }}
        onChange={({ target }) => {
          const next = Number(target.value)
          if (target.value !== '' && next >= least && next <= 400) set(next)
        }}
      />
    </Form.Item>
  )
}

type Letters = Extract<Box, { kind: 'text' | 'code' }>

function Lettering({ box, put }: { box: Letters; put(box: Box): void }) {
  const t = useText(cardWords)
  const most = box.kind === 'text' ? 72 : 24
  return (
    <div className="row top">
      <Form.Item label={t.size} htmlFor="box-size" style={{ marginBottom: 8 }}>
        <Input
          id="box-size"
          type="number"
          min={5}
          max={most}
          step={0.5}
          value={box.size}
          style={{ width: 92 }}
          onChange={({ target }) => {
            const size = Number(target.value)
            if (size >= 5 && size <= most) put({ ...box, size })
          }}
        />
      </Form.Item>
      {box.kind === 'text' && (
        <Form.Item label={t.weight} htmlFor="box-weight" style={{ marginBottom: 8 }}>
          <Select
            id="box-weight"
            value={box.weight}
            style={{ width: 92 }}
            options={([400, 500, 700] as const).map((value) => ({ value, label: t.weights[value] }))}
            onChange={(weight: number) => put({ ...box, weight })}
          />
        </Form.Item>
      )}
      <Form.Item label={t.align} htmlFor="box-align" style={{ marginBottom: 8 }}>
        <Select
          id="box-align"
          value={box.align}
          style={{ width: 92 }}
          options={(['left', 'center', 'right'] as const).map((value) => ({ value, label: t.aligns[value] }))}
          onChange={(align) => put({ ...box, align })}
        />
      </Form.Item>
      <Form.Item label={t.color} htmlFor="box-color" style={{ marginBottom: 8 }}>
        <Input
          id="box-color"
          type="color"
          value={box.color}
          style={{ width: 64 }}
          onChange={({ target }) => put({ ...box, color: target.value })}
        />
      </Form.Item>
    </div>
  )
}
