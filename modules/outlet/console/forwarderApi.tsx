import { apiOf } from '#ui/api'
import { forwarders } from '../contract.ts'

const { query, client } = apiOf(forwarders)

export { query }

export type Forwarder = Awaited<ReturnType<typeof client.list>>['items'][number]
