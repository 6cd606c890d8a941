import { expect, test } from 'vitest'
import { campaignHooks, liveCodes } from '#contracts/acquisition'
import { desk } from '#contracts/carriers'
import { scripts } from '#contracts/content'
import { hookRoutes } from '../../modules/acquisition/h5/hooks/routes.ts'
import { dutyRoutes } from '../../modules/acquisition/h5/routes.ts'
import { deskRoutes } from '../../modules/carriers/h5/routes.ts'
import { scriptRoutes } from '../../modules/content/h5/routes.ts'
import { customers } from '../server/desk/contract.ts'
import { customerRoutes } from './routes.ts'

test('pages on the phone ask where the contracts say', () => {
  const at = (contract: object) =>
    Object.fromEntries(
      Object.entries(contract).map(([name, procedure]) => {
        const { method, path } = (procedure as { '~orpc': { route: { method: string; path: string } } })['~orpc'].route
        return [name, `${method} ${path}`]
      }),
    )
  expect(at(campaignHooks)).toMatchObject(hookRoutes)
  expect(at(desk)).toMatchObject(deskRoutes)
  expect(at(liveCodes)).toMatchObject(dutyRoutes)
  expect(at(scripts)).toMatchObject(scriptRoutes)
  expect(at(customers)).toMatchObject(customerRoutes)
})
