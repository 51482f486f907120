// Audit lines as a table in words; each opens to what changed, and to the ids behind the names.
import Link from 'next/link'
import { formatSecond } from '@/components/predictions/durations'
import { DefinitionList } from '@/components/ui/definition-list'
import { Cell, HeadCell, Table } from '@/components/ui/table'
import type { AuditLineView } from '@/lib/audit/schema'
import { fieldWords, valueWords, viaWords } from '@/lib/audit/words'

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

/** A field as a heading: without its article. */
const titleOf = (name: string): string => capital(fieldWords(name).replace(/^the /, ''))

function Changes({ line: { id, detail } }: { line: AuditLineView }) {
  const changes = Object.entries(detail.changes ?? {})
  if (changes.length === 0) return null
  return (
    <Table label={`What line ${id} changed`} className="max-w-2xl text-xs">
      <thead>
        <tr>
          <HeadCell>What</HeadCell>
          <HeadCell>Before</HeadCell>
          <HeadCell>After</HeadCell>
        </tr>
      </thead>
      <tbody>
        {changes.map(([name, { from, to }]) => (
          <tr key={name}>
            <Cell>{titleOf(name)}</Cell>
            <Cell className="wrap-anywhere whitespace-pre-wrap">{valueWords(name, from)}</Cell>
            <Cell className="wrap-anywhere whitespace-pre-wrap">{valueWords(name, to)}</Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

function Subject({ line: { subject, team, verb }, ownTeamId }: { line: AuditLineView; ownTeamId: string }) {
  const isThere = subject.id.startsWith('pred_') && team.id === ownTeamId && verb !== 'deleted'
  if (!isThere) return subject.id
  return (
    <Link className="underline underline-offset-2 hover:text-ink" href={`/predictions/${subject.id}`}>
      {subject.id}
    </Link>
  )
}

function Details({ line, ownTeamId }: { line: AuditLineView; ownTeamId: string }) {
  const facts = Object.entries(line.detail.facts ?? {}).map(([name, value]) => ({ name: titleOf(name), value: valueWords(name, value) }))
  const ids = [
    { name: 'Done to', value: <Subject line={line} ownTeamId={ownTeamId} /> },
    { name: 'Person', value: line.actor.id },
    { name: 'Team', value: line.team.id },
    ...(line.from.apiKey === null ? [] : [{ name: 'API key', value: line.from.apiKey.id }]),
    { name: 'Line', value: line.id },
  ]
  return (
    <details className="mt-1">
      <summary className="w-fit text-xs text-muted hover:text-ink">Details</summary>
      <div className="mt-2 flex flex-col gap-3 pb-1">
        <Changes line={line} />
        <DefinitionList className="text-xs" items={[...facts, ...ids]} />
      </div>
    </details>
  )
}

const fromWords = ({ address, via, apiKey }: AuditLineView['from']): string => (address === null ? viaWords(via, apiKey?.name ?? null) : `${address}, ${viaWords(via, apiKey?.name ?? null)}`)

export function AuditTable({ lines, ownTeamId }: { lines: readonly AuditLineView[]; ownTeamId: string }) {
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface">
      <Table label="Audit">
        <thead className="max-md:sr-only">
          <tr>
            <HeadCell>Moment</HeadCell>
            <HeadCell>What was done</HeadCell>
            <HeadCell>From where</HeadCell>
            <HeadCell>Team</HeadCell>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.id} data-audit-line={line.verb}>
              <Cell className="figures text-xs whitespace-nowrap text-muted max-md:hidden">
                <time dateTime={line.at}>{formatSecond(line.at)}</time>
              </Cell>
              <Cell className="w-full min-w-0 wrap-anywhere">
                {line.words}
                <p className="mt-0.5 text-xs text-muted md:hidden">
                  <time dateTime={line.at}>{formatSecond(line.at)}</time> · {fromWords(line.from)} · {line.team.name ?? line.team.id}
                </p>
                <Details line={line} ownTeamId={ownTeamId} />
              </Cell>
              <Cell className="text-xs text-muted max-md:hidden">
                <span className="figures block whitespace-nowrap text-ink">{line.from.address ?? ''}</span>
                {viaWords(line.from.via, line.from.apiKey?.name ?? null)}
              </Cell>
              <Cell className="min-w-28 max-w-48 text-xs wrap-anywhere text-muted max-md:hidden">{line.team.name ?? line.team.id}</Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  )
}
