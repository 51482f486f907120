// The closed table of what a worker says went wrong: code to words, cause, cure and whether the same input may succeed next time.
// A code that is not here is not a worker's verdict.

export type WorkerError = {
  /** One sentence: what happened. */
  message: string
  /** Why it happens. */
  cause: string
  /** What a person can do. */
  cure: string
  /** Whether running the same prediction again, unchanged, has a chance. */
  rerunMayHelp: boolean
}

export const WORKER_ERRORS = {
  INPUT_REJECTED: {
    message: 'Boltz-2 did not accept the input.',
    cause: 'Its reader skipped the file; the reason it gave stands below.',
    cure: 'Correct the named part of the complex in the builder and submit again.',
    rerunMayHelp: false,
  },
  BOLTZ_OOM: {
    message: 'The GPU ran out of memory.',
    cause: 'The memory that Boltz-2 needs grows with the square of the number of tokens, and with samples and potentials.',
    cure: 'Use fewer residues or samples, switch potentials off, or choose an endpoint with a larger GPU (about 1200 tokens fit 24 GB, 1600 fit 48 GB, 2200 fit 80 GB).',
    rerunMayHelp: false,
  },
  BOLTZ_OOM_HOST: {
    message: 'The worker ran out of main memory and was killed.',
    cause: 'Boltz-2 stages its weights in main memory; a container with less than 16 GB may not hold them together with the alignment.',
    cure: 'Give the endpoint a machine type with more main memory, or use fewer chains with deep alignments.',
    rerunMayHelp: true,
  },
  SHARED_MEMORY: {
    message: 'The worker ran out of shared memory.',
    cause: 'The data loader uses /dev/shm, which is 64 MB in many containers.',
    cure: 'Run Boltz-2 with --num_workers 0, or start the container with more shared memory.',
    rerunMayHelp: false,
  },
  DISK_FULL: {
    message: 'The disk of the worker is full.',
    cause: 'The files of a run take some hundred MB beside the alignments, more with many samples of a large complex.',
    cure: 'Give the endpoint a larger container disk (20 GB), or make room on the machine of the worker, then run it again.',
    rerunMayHelp: true,
  },
  MSA_SERVER_BUSY: {
    message: 'The MSA server was too busy.',
    cause: 'It limits how many alignments one address may ask for, and told the worker to wait longer than the run allows.',
    cure: 'Run it again later, or predict in single sequence mode, which is less accurate.',
    rerunMayHelp: true,
  },
  MSA_SERVER_REFUSED: {
    message: 'The MSA server refused the request.',
    cause: 'It blocks some cloud addresses, and answers with an error page while it has trouble.',
    cure: 'Run it again later or from another data centre, point the worker to an MSA server of your own, or use single sequence mode.',
    rerunMayHelp: true,
  },
  MSA_SERVER_TIMEOUT: {
    message: 'The MSA server did not answer in time.',
    cause: 'Boltz-2 gives up after a few attempts of some seconds each.',
    cure: 'Run it again. If it repeats, the server or the network between is overloaded.',
    rerunMayHelp: true,
  },
  MSA_SERVER_MAINTENANCE: {
    message: 'The MSA server is under maintenance.',
    cause: 'Its operators have switched it off for a while.',
    cure: 'Run it again later, or use single sequence mode.',
    rerunMayHelp: true,
  },
  KERNELS: {
    message: 'The fast GPU kernels of Boltz-2 could not be used.',
    cause: 'They are a package of their own (cuEquivariance), which does not fit every GPU: parts of one (MIG) for example.',
    cure: 'Choose another kind of GPU, or set ATOMERA_NO_KERNELS=true for the worker: it then runs without them, slower and with the same results.',
    rerunMayHelp: true,
  },
  GPU_UNSUPPORTED: {
    message: 'The worker has a GPU for which its PyTorch was not built.',
    cause: 'The PyTorch of the image knows no RTX 50, RTX PRO Blackwell, B200 or B300, and none that is older than it supports.',
    cure: 'Leave this kind of GPU out of the endpoint. On a machine of your own, install a PyTorch that was built for it into the Python that has Boltz-2.',
    rerunMayHelp: true,
  },
  NO_GPU: {
    message: 'The worker found no GPU that it can use.',
    cause: 'The container was started without a GPU, or its driver does not fit the image.',
    cure: 'Run it again to get another worker; if it repeats, check the GPU types and the CUDA version of the endpoint.',
    rerunMayHelp: true,
  },
  WEIGHTS: {
    message: 'The weights of Boltz-2 could not be loaded.',
    cause: 'They are missing, cut off by a full disk, or could not be downloaded.',
    cure: 'Put the weights into the worker image or onto a volume, and check its free space (about 10 GB).',
    rerunMayHelp: true,
  },
  FEATURES_FAILED: {
    message: 'Boltz-2 could not turn the input into features.',
    cause: 'Its reader accepted the complex, but a residue, atom or alignment in it could not be processed.',
    cure: 'Look for unusual residues or components in the complex; the first message of Boltz-2 stands below.',
    rerunMayHelp: false,
  },
  COVALENT_LIGAND: {
    message: 'No structure came out for a covalently bound ligand.',
    cause: 'Some bond constraints are known to fail in Boltz-2.',
    cure: 'Leave the bond out, or model the modified residue by its CCD code.',
    rerunMayHelp: false,
  },
  LIGAND_CRASH: {
    message: 'The chemistry library crashed on the ligand.',
    cause: 'The process of Boltz-2 ended without a message while it read the complex, which some salts and unusual bonds bring about in RDKit.',
    cure: 'Remove counter-ions from the SMILES, check its charges, or give the ligand by its CCD code.',
    rerunMayHelp: false,
  },
  LIGAND_CONFORMER: {
    message: 'No starting geometry could be made for the ligand.',
    cause: 'RDKit found no 3D conformer, which happens with strained rings and large macrocycles.',
    cure: 'Check the stereochemistry of the SMILES, or give the ligand by its CCD code.',
    rerunMayHelp: false,
  },
  AFFINITY_FAILED: {
    message: 'The affinity could not be computed.',
    cause: 'The affinity stage ended without a value, mostly for lack of GPU memory or because of the ligand.',
    cure: 'Use a larger GPU, or predict the structure without the affinity.',
    rerunMayHelp: true,
  },
  BOLTZ_HUNG: {
    message: 'Boltz-2 stopped making progress and was ended.',
    cause: 'Nothing was written for longer than the worker allows; a waiting MSA server or a broken GPU can be behind it.',
    cure: 'Run it again. If it repeats, look at the last lines of its log.',
    rerunMayHelp: true,
  },
  TIME_LIMIT: {
    message: 'Job timed out: Boltz-2 ran longer than its time limit.',
    cause: 'The run needs more GPU time than was allowed for it.',
    cure: 'Raise the time limit, ask for fewer samples or steps, or use a faster GPU.',
    rerunMayHelp: false,
  },
  NO_OUTPUT: {
    message: 'Boltz-2 ended without writing a structure.',
    cause: 'It reports success also when it skipped the input; the end of its log stands below.',
    cure: 'Read what Boltz-2 reported, correct the input, or try a GPU with more memory.',
    rerunMayHelp: true,
  },
  OUTPUT_UNREADABLE: {
    message: 'What Boltz-2 wrote could not be read.',
    cause: 'A structure or score file was damaged or held numbers that are not finite.',
    cure: 'Run it again; if it repeats, try another seed or another GPU type.',
    rerunMayHelp: true,
  },
  OUTPUT_TOO_LARGE: {
    message: 'The result is too large for the endpoint.',
    cause: 'RunPod stores about 10 MB for a job, and a single structure exceeds what an answer may have. An object storage takes up to 48 MB.',
    cure: 'Predict a smaller complex, or have an object storage set up (S3_ENDPOINT).',
    rerunMayHelp: false,
  },
  BOLTZ_MISSING: {
    message: 'The worker has no Boltz-2.',
    cause: 'The image was built without it, or its command is not on the path.',
    cure: 'Deploy a worker image that contains Boltz-2.',
    rerunMayHelp: false,
  },
  BOLTZ_FAILED: {
    message: 'Boltz-2 ended with an error.',
    cause: 'It is none of the troubles that are known; the end of its log stands below.',
    cure: 'Read what Boltz-2 reported and the logs of the endpoint.',
    rerunMayHelp: true,
  },
  CONTRACT: {
    message: 'The worker did not understand the request.',
    cause: 'Its image is older or newer than this version of Atomera expects.',
    cure: 'Deploy the worker image that belongs to this version.',
    rerunMayHelp: false,
  },
} as const satisfies Record<string, WorkerError>

export type WorkerErrorCode = keyof typeof WORKER_ERRORS

export const isWorkerErrorCode = (code: unknown): code is WorkerErrorCode => typeof code === 'string' && Object.hasOwn(WORKER_ERRORS, code)
