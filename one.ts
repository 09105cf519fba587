import { createNodeRuntime } from './src/runtimes/node/runtime.ts';
import { loadFiles, loadProof } from './src/course/load.ts';
import { proofFiles } from './src/course/proof.ts';
const [,, id, only, ...names]=process.argv;
const root=process.cwd()+'/';const rt=createNodeRuntime({database:process.env.DB||'pglite'});
const solution=await loadFiles(root,id,'solution'),starter=await loadFiles(root,id,'starter');
for(const n of names){let files;if(n==='solution')files=solution;else if(n==='starter')files=starter;else{const [k,name]=n.split('/');const p=await loadProof(root,id,k as any,name);files=proofFiles(p,{starter,solution})}
const r=await rt.grade({exercise:id,files,seed:+(process.env.SEED||7),...(only==='all'?{}:{only:only.split(',')})});
console.log(n,r.verdict,r.error??'',r.checks.filter(c=>c.status!=='pass').map(c=>c.id+': '+(process.env.V?c.message:'')).join('\n   '))}
await rt.close();
