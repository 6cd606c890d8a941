import { saveTable } from '../channels/parts.tsx'
import type { Plan } from './api.tsx'
import type { plansZh } from './wordsZh.tsx'

/** A plan as a file: a line for each step. */
export function savePlanTable({ name, from, to, nodes, measured }: Plan, t: typeof plansZh): void {
  const head = [t.step, t.assetKind, t.asset, t.peopleUnit, t.rate, t.expected, t.copyText]
  const lines = nodes.map(({ id, step, asset, copy, expected }) => {
    const seen = measured.find((one) => one.id === id)
    const count = seen?.count ?? (seen?.why ? `${t.unseen} · ${t.whys[seen.why]}` : t.unseen)
    return [
      t.steps[step] ?? step,
      asset ? (t.assets[asset.kind] ?? '') : '',
      seen?.asset ?? '',
      count,
      seen?.rate ?? null,
      expected,
      copy,
    ]
  })
  saveTable(`${name} ${from} ${to}`, [head, ...lines])
}
