/** Where the endpoints of duty are, for pages that cannot carry the contract. */
export const dutyRoutes = {
  myDuty: 'GET /desk/duty',
  setMyDuty: 'PUT /desk/duty',
} as const
