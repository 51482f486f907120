'use client'
// How far to believe each sample, each chain and each pair of chains, every number with its meaning, unit and direction.
import { Badge } from '@/components/ui/badge'
import { Card, CardBody, CardHead } from '@/components/ui/card'
import { Cell, HeadCell, RowHead, Table } from '@/components/ui/table'
import type { ResultView } from '@/lib/predictions/schema'
import { bandOf, SCORES } from '@/lib/results/meaning'
import { ChainPairs } from './chain-pairs'
import { columnsFor, scoreCell, type SampleScore, type ScoreCell } from './confidence-cells'
import { directionWords, ScoreMeanings, unitWords } from './score-meanings'
import { SimulatedMark } from './simulated-mark'
import { unverifiedConfidence } from './unverified-words'

function Score({ cell, name }: { cell: ScoreCell; name: SampleScore }) {
  if (cell.kind === 'notReported') return <span className="text-muted">not reported</span>
  if (cell.kind === 'notApplicable') {
    return (
      <span className="text-muted" title={cell.why}>
        n/a<span className="sr-only">, not applicable: {cell.why}</span>
      </span>
    )
  }
  return <span title={bandOf(name, cell.value)?.label}>{cell.text}</span>
}

type SampleRowProps = {
  sample: ResultView['samples'][number]
  result: ResultView
  columns: SampleScore[]
  chosen: boolean
  onChoose: (index: number) => void
}

function SampleRow({ sample, result, columns, chosen, onChoose }: SampleRowProps) {
  return (
    <tr className={chosen ? 'bg-accent-soft' : undefined} aria-current={chosen || undefined}>
      <RowHead className="whitespace-nowrap">
        <button type="button" onClick={() => onChoose(sample.index)} className="font-medium text-accent underline-offset-2 hover:underline">
          Sample {sample.index}
        </button>
        {sample.poseFile === null && (
          <Badge tone="warn" className="ml-2">
            Structure left out of the answer
          </Badge>
        )}
        {sample.confidenceState === 'unverified' && (
          <Badge tone="warn" className="ml-2">
            Unverified
          </Badge>
        )}
      </RowHead>
      {columns.map((key) => (
        <Cell key={key} numeric>
          <Score name={key} cell={scoreCell(key, sample.confidence, result.chains)} />
        </Cell>
      ))}
    </tr>
  )
}

function Head({ columns }: { columns: SampleScore[] }) {
  return (
    <thead>
      <tr>
        <HeadCell>Sample</HeadCell>
        {columns.map((key) => (
          <HeadCell key={key} numeric className="tracking-normal normal-case" title={`${SCORES[key].meaning} ${unitWords(key)}, ${directionWords(key)}.`}>
            {SCORES[key].name}
            <span className="block font-normal">
              {unitWords(key)} {SCORES[key].direction === 'higherIsBetter' ? '↑' : '↓'}
            </span>
          </HeadCell>
        ))}
      </tr>
    </thead>
  )
}

type ConfidencePanelProps = { result: ResultView; chosen: number | null; onChoose: (index: number) => void }

export function ConfidencePanel({ result, chosen, onChoose }: ConfidencePanelProps) {
  const columns = columnsFor(result.samples)
  const shown = result.samples.find((sample) => sample.index === chosen) ?? result.samples[0]
  const unverified = result.samples.filter((sample) => sample.confidenceState === 'unverified')
  return (
    <Card aria-labelledby="confidence">
      <CardHead
        id="confidence"
        title="Confidence, sample by sample"
        aside={result.simulated ? <SimulatedMark /> : <span className="text-xs text-faint">ranked by confidence, best first</span>}
      />
      <Table label="Confidence of each sample">
        <Head columns={columns} />
        <tbody>
          {result.samples.map((sample) => (
            <SampleRow
              key={sample.index}
              sample={sample}
              result={result}
              columns={columns}
              chosen={sample === shown}
              onChoose={onChoose}
            />
          ))}
        </tbody>
      </Table>
      {unverified.length > 0 && (
        <ul className="grid gap-0.5 px-4 py-2 text-xs text-warn">
          {unverified.map(({ index }) => (
            <li key={index}>
              Sample {index} is unverified. {unverifiedConfidence(result.files, index)}
            </li>
          ))}
        </ul>
      )}
      <ScoreMeanings columns={columns} />
      {shown?.confidence && (
        <CardBody className="border-t border-line">
          <ChainPairs sample={shown} chains={result.chains} />
        </CardBody>
      )}
    </Card>
  )
}
