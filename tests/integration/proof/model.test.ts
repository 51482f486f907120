// Whatever happens in whatever order, the rules hold after every step and everything ends: the reconciler and the verbs of people on a real
// database, against endpoints that are a model. ATOMERA_MODEL_SEEDS and ATOMERA_MODEL_BASE: how many cases, and drawn from which seed.
import './model/edges'
import { runHalf } from './model/run'

runHalf(0)
