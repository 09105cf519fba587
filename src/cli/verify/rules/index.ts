/** Every rule that `verify` holds the course to, in the order in which their problems are told. */
import type { ExerciseFolder } from '../exercise-folder.ts';
import type { Outcomes } from '../outcomes.ts';
import type { Problem } from '../problem.ts';
import { answersAreValid } from './answers-are-valid.ts';
import { cheatsEarnNothing } from './cheats-earn-nothing.ts';
import { checksHaveTests } from './checks-have-tests.ts';
import { codeCompiles } from './code-compiles.ts';
import { entryIsThere } from './entry-is-there.ts';
import { everyCheckHasAWrongProof } from './every-check-has-a-wrong-proof.ts';
import { everyCheckRan } from './every-check-ran.ts';
import { exerciseIsComplete } from './exercise-is-complete.ts';
import { noStrayFiles } from './no-stray-files.ts';
import { nothingLeftToFillIn } from './nothing-left-to-fill-in.ts';
import { outcomeIsAWrongProof } from './outcome-is-a-wrong-proof.ts';
import { proofsChangeTheirBase } from './proofs-change-their-base.ts';
import { proofsNameKnownChecks } from './proofs-name-known-checks.ts';
import { rightProofsPass } from './right-proofs-pass.ts';
import { runtimesAgree } from './runtimes-agree.ts';
import { solutionPasses } from './solution-passes.ts';
import { starterFails } from './starter-fails.ts';
import { verdictsDoNotFlip } from './verdicts-do-not-flip.ts';
import { wrongProofsFailAsNamed } from './wrong-proofs-fail-as-named.ts';

/** Need only the files. */
export const FILE_RULES: ReadonlyArray<(folder: ExerciseFolder) => Problem[]> = [
  exerciseIsComplete,
  nothingLeftToFillIn,
  entryIsThere,
  codeCompiles,
  answersAreValid,
  checksHaveTests,
  proofsNameKnownChecks,
  outcomeIsAWrongProof,
  everyCheckHasAWrongProof,
  proofsChangeTheirBase,
  noStrayFiles,
];

/** Look at what came out of the runs. */
export const OUTCOME_RULES: ReadonlyArray<(outcomes: Outcomes) => Problem[]> = [
  everyCheckRan,
  starterFails,
  solutionPasses,
  rightProofsPass,
  wrongProofsFailAsNamed,
  cheatsEarnNothing,
  runtimesAgree,
  verdictsDoNotFlip,
];
