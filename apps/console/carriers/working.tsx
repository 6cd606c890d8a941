// One part for both: what they share with other pages is cut into fewer pieces so.
export { OfficialPage } from '../../../modules/carriers/console/official/page.tsx'
export { TemplatesPage } from '../../../modules/carriers/console/templates.tsx'
