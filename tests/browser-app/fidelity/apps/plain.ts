/** `http` alone: what a request asks for is done with the bare answer. */
import { programOf, runProgram, watch } from './program.ts';
import { giveUp, serve } from './shared.ts';

serve((req, res) => {
  watch(req, res);
  runProgram(req, res, programOf(req)).catch(giveUp);
});
