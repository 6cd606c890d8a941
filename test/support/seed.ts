import fc from 'fast-check'

// A run that must be green to land cannot draw its luck: the seed is fixed, and SIYU_SEED=… explores others.
fc.configureGlobal({ seed: Number(process.env['SIYU_SEED'] ?? 20_261_122) })
