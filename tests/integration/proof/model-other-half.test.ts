// The other half of the cases of model.test.ts, on the other core.
import './model/edges'
import { runHalf } from './model/run'

runHalf(1)
