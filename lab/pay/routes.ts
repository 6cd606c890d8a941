import { z } from 'zod'
import type { Route } from '../http/route.ts'
import type { World } from '../world/world.ts'
import { billRoutes, billTimers } from './bills.ts'
import { orderRoutes } from './orders.ts'
import { payingRoutes } from './paying.ts'
import { finishRefund, refundRoutes } from './refunds.ts'
import { payRoute } from './route.ts'
import { finishSharing, sharingRoutes } from './sharing.ts'
import { sealedResource, timeOf } from './sign.ts'

const fiveYears = 5 * 365 * 86_400_000

export const payRoutes: Route[] = [
  payRoute('GET', '/v3/certificates', z.object({}), (world) => {
    const { platformCertificate, platformSerial } = world.credentials.pay
    const from = world.wall()
    return {
      data: [
        {
          serial_no: platformSerial,
          effective_time: timeOf(from),
          expire_time: timeOf(from + fiveYears),
          encrypt_certificate: sealedResource(world, platformCertificate, 'certificate'),
        },
      ],
    }
  }),
  ...orderRoutes,
  ...refundRoutes,
  ...billRoutes,
  ...sharingRoutes,
  ...payingRoutes,
]

export function payTimers(world: World): void {
  world.clock.on('refund', ({ id = '' }) => finishRefund(world, id))
  world.clock.on('sharing', ({ id = '' }) => finishSharing(world, id))
  billTimers(world)
}
