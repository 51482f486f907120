// `npm run worker:schema`: writes the JSON schemas of the worker contract to worker/contract.schema.json.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { workerSchemaText } from './worker-schema-text'

writeFileSync(path.join(import.meta.dirname, '../worker/contract.schema.json'), workerSchemaText())
