'use client'
// The columns of the list as the table library wants them: what each is called, shows and sorts by. Rows come sorted from the server.
import { columnVisibilityFeature, createColumnHelper, rowSelectionFeature, rowSortingFeature, tableFeatures } from '@tanstack/react-table'
import type { PredictionSummary } from '@/lib/predictions/schema'
import { Affinity, Confidence, Lines, Name, Probability, SelectBox, State, Submitted, Tags } from './list-cells'

export const LIST_FEATURES = tableFeatures({ columnVisibilityFeature, rowSelectionFeature, rowSortingFeature })

const helper = createColumnHelper<typeof LIST_FEATURES, PredictionSummary>()

export const LIST_COLUMNS = helper.columns([
  helper.display({
    id: 'select',
    enableHiding: false,
    header: ({ table }) => (
      <SelectBox label="Select all that are shown" checked={table.getIsAllRowsSelected()} some={table.getIsSomeRowsSelected()} toggle={table.getToggleAllRowsSelectedHandler()} />
    ),
    // The row as the table has it when the box is ticked: a line that was not drawn anew holds an older one, from which no range reaches.
    cell: ({ row, table }) => <SelectBox label={`Select ${row.original.name}`} checked={row.getIsSelected()} toggle={(event) => table.getRow(row.id).getToggleSelectedHandler()(event)} />,
  }),
  helper.accessor('name', { id: 'name', header: 'Prediction', enableHiding: false, sortDescFirst: false, cell: ({ row }) => <Name item={row.original} /> }),
  helper.accessor('status', { id: 'status', header: 'State', sortDescFirst: false, cell: ({ row }) => <State item={row.original} /> }),
  helper.accessor('confidence_score', { id: 'confidence', header: 'Confidence', sortDescFirst: true, cell: ({ row }) => <Confidence item={row.original} /> }),
  helper.accessor('affinity_pred_value', { id: 'affinity', header: 'IC50', sortDescFirst: false, cell: ({ row }) => <Affinity item={row.original} /> }),
  helper.accessor('affinity_probability_binary', { id: 'probability', header: 'Binder', sortDescFirst: true, cell: ({ row }) => <Probability item={row.original} /> }),
  helper.accessor('tokens', { id: 'tokens', header: 'Tokens', sortDescFirst: true, cell: ({ row }) => row.original.tokens.toLocaleString('en-GB') }),
  helper.display({ id: 'tags', header: 'Tags', cell: ({ row }) => <Tags item={row.original} /> }),
  helper.display({ id: 'ligands', header: 'Ligands', cell: ({ row }) => <Lines lines={row.original.ligands} /> }),
  helper.display({ id: 'note', header: 'Note', cell: ({ row }) => <Lines lines={row.original.note === null ? [] : [row.original.note]} /> }),
  helper.display({ id: 'owner', header: 'Person', cell: ({ row }) => <span className="block truncate text-xs text-muted">{row.original.owner.name}</span> }),
  helper.accessor('createdAt', { id: 'created', header: 'Submitted', sortDescFirst: true, cell: ({ row }) => <Submitted item={row.original} /> }),
])

/** What a head says under the pointer, which side its figures stand on, and how wide it is where there is room; the name takes the rest. */
export const COLUMN_LOOKS: Readonly<Record<string, { title?: string; numeric?: boolean; width: string }>> = {
  select: { width: 'w-10' },
  name: { width: '' },
  status: { width: 'lg:w-40' },
  confidence: { title: "Boltz's confidence score, 0 to 1, higher is better", numeric: true, width: 'lg:w-28' },
  affinity: { title: 'Predicted half-maximal inhibitory concentration, lower is stronger', numeric: true, width: 'lg:w-24' },
  probability: { title: 'Probability that the ligand binds at all', numeric: true, width: 'lg:w-22' },
  tokens: { title: 'Residues plus ligand heavy atoms: what costs memory', numeric: true, width: 'lg:w-22' },
  tags: { width: 'lg:w-36' },
  ligands: { title: 'CCD code or SMILES', width: 'lg:w-44' },
  note: { width: 'lg:w-52' },
  owner: { width: 'lg:w-28' },
  created: { width: 'lg:w-28' },
}
