import { HookPage } from '../../modules/acquisition/h5/hooks/hookPage.tsx'
import type { HookData } from '../server/h5/contract.ts'
import { start } from './start.tsx'

start<HookData>((data) => <HookPage data={data} />)
