import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { bring } from '../support/bring.ts'
import { siyuHere } from '../support/inProcess.ts'
import { dataFolder } from '../support/siyu.ts'

const file = join(process.cwd(), '../shared/data/cdnow/CDNOW_sample.txt')

describe.skipIf(!existsSync(file))('CDNOW from a file of orders to what each customer is worth', () => {
  test('[N57] [N58] [N59] [N64] imported, fitted by the API as published, and told of a person', async () => {
    const siyu = await siyuHere(dataFolder())
    onTestFinished(siyu.stop)
    const lines = readFileSync(file, 'utf8').trim().split(/\r?\n/)
    const rows = lines.map((line, i) => {
      const [, id, date, cds, dollars] = line.trim().split(/\s+/)
      return [`N${i}`, id, date, cds, dollars].join()
    })
    const mapping = { no: 'orderNo', id: 'identity:member_id', day: 'paidAt', cds: 'quantity', yuan: 'amount' }
    await bring(siyu, { kind: 'orders', mapping: JSON.stringify(mapping) }, ['no,id,day,cds,yuan', ...rows])

    const { customers, bgnbd, gammaGamma } = await siyu.api.clv.fit({ calibrationEnd: '1997-09-30', unit: 'week' })
    expect(customers).toBe(2357)
    expect([bgnbd.r, bgnbd.alpha, bgnbd.a, bgnbd.b].map((one) => one.toFixed(3))).toEqual([
      ...['0.243', '4.414', '0.793', '2.426'],
    ])
    expect(bgnbd.logLikelihood.toFixed(1)).toBe('-9582.4')
    expect([gammaGamma.p, gammaGamma.q].map((one) => one.toFixed(2))).toEqual(['6.25', '3.74'])
    expect(Math.abs(gammaGamma.v / 15.44 - 1)).toBeLessThan(0.01)

    await siyu.api.clv.run({ horizonWeeks: 52 })
    const people = async () => (await siyu.api.clv.card()).card?.people
    await expect.poll(people, { timeout: 30_000 }).toBe(2357)
    const [first] = (await siyu.api.clv.people({ limit: 1 })).items
    const { value } = await siyu.api.people.get({ id: first?.person ?? '' })
    expect(value).toMatchObject({ clv: first?.clv, clvBand: first?.clvBand, horizonWeeks: 52 })

    const pyramid = await siyu.api.rfm.pyramid({ from: '1997-01-01', to: '1998-07-01' })
    const loop = await siyu.api.rfm.loop({ from: '1997-01-01', to: '1998-07-01' })
    expect(pyramid.layers.map(({ people: count }) => count)).toEqual([472, 707, 1178, 0])
    expect(loop.stages.find(({ stage }) => stage === 'purchase')?.people).toBe(2357)
  }, 60_000)
})
