import { TeamPage } from '../../modules/carriers/h5/team.tsx'
import type { TeamData } from '../server/h5/contract.ts'
import { start } from './start.tsx'

start<TeamData>((data) => <TeamPage data={data} />)
