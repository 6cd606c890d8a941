import { CardPage } from '../../modules/acquisition/h5/cards/cardPage.tsx'
import type { CardData } from '../server/h5/contract.ts'
import { start } from './start.tsx'

start<CardData>((data) => <CardPage data={data} />)
