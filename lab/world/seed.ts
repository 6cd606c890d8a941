import { nameOf, stores } from './names.ts'
import type { World } from './world.ts'

/** The company that stands there when a world begins: head office, twelve stores, two optometrists in each. */
export function seedCompany(world: World): void {
  const { departments, staff } = world.rows
  departments.put({ id: '1', name: '明眸眼镜', parentid: 0, order: 100_000 })
  departments.put({ id: '2', name: '总部', parentid: 1, order: 99_000 })
  stores.forEach((name, i) => {
    departments.put({ id: String(i + 3), name, parentid: 1, order: 90_000 - i * 1000 })
  })
  const hire = (userid: string, department: number, position: string) =>
    staff.put({
      id: userid,
      name: nameOf(world.dice.roll('staff'), world.dice.roll('staff')),
      mobile: `198${String(world.dice.count('mobile')).padStart(8, '0')}`,
      department: [department],
      position,
      status: 1,
      serves: true,
      welcomes: false,
    })
  hire('operator', 2, '私域运营')
  hire('service', 2, '客服')
  stores.forEach((_, i) => {
    const number = String(i + 1).padStart(2, '0')
    hire(`s${number}a`, i + 3, '店长')
    hire(`s${number}b`, i + 3, '验光师')
  })
}
