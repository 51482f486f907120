'use client'
// What runs, in which version, and the room that it takes.
import { formatBytes } from '@/components/predictions/durations'
import { SimulatedBadge } from '@/components/ui/badge'
import { Card, CardBody, CardHead } from '@/components/ui/card'
import { DefinitionList } from '@/components/ui/definition-list'
import type { SystemView } from '@/lib/system/schema'
import { Moment } from './moment'

const NOT_KNOWN = <span className="font-sans text-muted">not known</span>

function Engine({ engine }: { engine: SystemView['versions']['engines'][number] }) {
  const { endpoint, package: name, version, gpu, simulated, seenAt } = engine
  return (
    <li className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
      <span className="figures">{name === null ? 'engine not told' : [name, version ?? 'version not told'].join(' ')}</span>
      {simulated && <SimulatedBadge />}
      <span className="text-xs text-muted">
        {endpoint}
        {gpu !== null && `, ${gpu}`}, <Moment at={seenAt} />
      </span>
    </li>
  )
}

export function VersionsCard({ versions: { app, commit, node, postgres, engines } }: { versions: SystemView['versions'] }) {
  return (
    <Card aria-labelledby="versions-title">
      <CardHead id="versions-title" title="Versions" />
      <CardBody className="grid gap-4">
        <DefinitionList items={[{ name: 'Atomera', value: app }, { name: 'Commit', value: commit ?? NOT_KNOWN }, { name: 'Node.js', value: node }, { name: 'PostgreSQL', value: postgres }]} />
        <div className="text-sm">
          <h3 className="eyebrow mb-1.5">Engines, as the newest results told</h3>
          {engines.length === 0 ? (
            <p className="text-muted">There is no result yet.</p>
          ) : (
            <ul className="grid gap-1.5">
              {engines.map((engine) => (
                <Engine key={[engine.endpoint, engine.package, engine.version, engine.gpu, engine.simulated].join(' ')} engine={engine} />
              ))}
            </ul>
          )}
        </div>
      </CardBody>
    </Card>
  )
}

const TABLE_WORDS: Readonly<Record<string, string>> = {
  artifact: 'files of results', attempt: 'attempts, with raw answers', prediction: 'predictions, with their inputs', result: 'scores', result_file: 'names of files', event: 'events', prediction_text: 'words of the search', audit_line: 'audit', health_sample: 'health of endpoints',
}

/** Results of a few dozen predictions, and room for the database to work. */
const LITTLE_ROOM_BYTES = 2_000_000_000

export function DiskCard({ disk: { databaseBytes, tables, free } }: { disk: SystemView['disk'] }) {
  const isLow = free !== null && free.freeBytes < LITTLE_ROOM_BYTES
  const room = free === null ? NOT_KNOWN : <span className={isLow ? 'font-medium text-bad' : undefined}>{`${formatBytes(free.freeBytes)} of ${formatBytes(free.totalBytes)}${isLow ? ': little' : ''}`}</span>
  return (
    <Card aria-labelledby="disk-title">
      <CardHead id="disk-title" title="Disk" />
      <CardBody className="grid gap-4">
        <DefinitionList items={[{ name: 'Free', value: room }, { name: 'Database', value: formatBytes(databaseBytes) }]} />
        {free === null && <p className="text-xs text-muted">The database is not the embedded one of this machine’s data folder; look at its disk where it runs.</p>}
        {isLow && <p className="text-xs text-bad">When the disk is full, nothing is accepted any more. Make room, or let the rule of retention remove files of old results (Settings).</p>}
        <div>
          <h3 className="eyebrow mb-1.5">Largest tables, with their indexes</h3>
          <DefinitionList items={tables.map(({ name, bytes }) => ({ name: TABLE_WORDS[name] ?? name, value: formatBytes(bytes) }))} />
        </div>
      </CardBody>
    </Card>
  )
}
