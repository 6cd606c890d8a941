import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Joint, type Whole, wholesOf, without } from './strands.ts'

const strands = ['2', '3', '5', '10', '11', '40']
/** Merges as evidence makes them: each joins two persons who are not one yet. */
const merges = fc
  .array(fc.tuple(fc.constantFrom(...strands), fc.constantFrom(...strands)), { maxLength: 12 })
  .map((pairs) => {
    const joints: Joint[] = []
    for (const [lead, other] of pairs) {
      const whole = wholesOf(strands, joints).find((one) => one.strands.includes(lead))
      if (!whole?.strands.includes(other)) joints.push({ id: String(joints.length + 1), lead, other })
    }
    return joints
  })
const groups = (wholes: readonly Whole[]) => wholes.map((one) => [...one.strands].sort().join()).sort()

test('[I6] whoever is made of several strands stands under the smallest number, which Siyu knew first', () => {
  fc.assert(
    fc.property(merges, (joints) => {
      const wholes = wholesOf(strands, joints)
      expect(wholes.flatMap((one) => one.strands).sort()).toEqual([...strands].sort())
      for (const { person, strands: mine, joints: inside } of wholes) {
        expect(Number(person)).toBe(Math.min(...mine.map(Number)))
        expect(inside).toHaveLength(mine.length - 1)
      }
    }),
  )
})

test('[I19] split(merge(x)) = x, for every merge, whatever was merged before or after', () => {
  fc.assert(
    fc.property(merges, (joints) => {
      for (const { id } of joints) {
        const whole = wholesOf(strands, joints).find((one) => one.joints.some((joint) => joint.id === id))
        if (!whole) throw new Error('a merge is in somebody')
        const sides = without(whole, id)
        const never = wholesOf(
          whole.strands,
          joints.filter((joint) => joint.id !== id && whole.joints.includes(joint)),
        )
        expect(sides).toHaveLength(2)
        expect(groups(sides)).toEqual(groups(never))
      }
    }),
  )
})

test('[I19] in whichever order merges are undone, the same persons are left', () => {
  fc.assert(
    fc.property(
      merges.chain((joints) => fc.tuple(fc.constant(joints), fc.shuffledSubarray(joints))),
      ([joints, undone]) => {
        let wholes = wholesOf(strands, joints)
        for (const { id } of undone)
          wholes = wholes.flatMap((one) => (one.joints.some((joint) => joint.id === id) ? without(one, id) : [one]))
        const gone = new Set(undone.map(({ id }) => id))
        expect(groups(wholes)).toEqual(
          groups(
            wholesOf(
              strands,
              joints.filter(({ id }) => !gone.has(id)),
            ),
          ),
        )
      },
    ),
  )
})
